package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.observe.EmbeddedMetricFormat;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Over random requests: a line says nothing that is secret, and nothing that a client writes becomes a dimension. */
class LogSecrecyPropertyTest {
    private static final String SECRET = "s3cret";
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> PATHS = List.of(
            "/api/v1/products",
            "/api/v1/products/images/crow_" + SECRET,
            "/api/v1/auth/reset-password/" + SECRET,
            "/api/v1/auth/team-invitations/" + SECRET,
            "/api/v1/auth/api-key/verify",
            "/api/v1/auth/sign-out",
            "/api/v1/users/by-auth-id/ann",
            "/api/v1/qna/eyJ" + SECRET,
            "/api/v1/mcp",
            "/api/v1/unknown/crow_" + SECRET,
            "/health",
            "/docs/crow_" + SECRET,
            "/api/v1/products/%2e%2e/crow_" + SECRET);
    private static final List<String> FIELDS = List.of(
            "Cookie",
            "Authorization",
            "X-API-Key",
            "X-Internal-Key",
            "X-Service-API-Key",
            "X-Organization-Id",
            "X-User-Id",
            "Origin",
            "If-None-Match",
            "traceparent",
            "X-Amzn-Trace-Id",
            "Cache-Control",
            "User-Agent");
    private static final List<String> VALUES = List.of(
            SECRET,
            "better-auth.session_token=" + SECRET,
            "__Secure-better-auth.session_token=" + SECRET + "; other=" + SECRET,
            "Bearer " + SECRET,
            "Bearer crow_" + SECRET,
            "Bearer e30." + SECRET + ".e30",
            "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJleHAiOjQxMDI0NDQ4MDB9." + SECRET,
            "ApiKey crow_" + SECRET,
            "crow_" + SECRET,
            "Basic " + SECRET,
            "Root=1-5759e988-bd862e3fe1be46a994272793;Secret=" + SECRET,
            "no-cache=" + SECRET);
    private static final Set<String> SERVICES = services();

    record Field(String name, String value) {}

    private static Set<String> services() {
        Set<String> names = new TreeSet<>(
                Exchanges.SERVICES.all().stream().map(Service::name).collect(Collectors.toUnmodifiableSet()));
        names.add("gateway");
        return names;
    }

    @Provide
    Arbitrary<Field> fields() {
        return Combinators.combine(Arbitraries.of(FIELDS), Arbitraries.of(VALUES))
                .as(Field::new);
    }

    @Property(tries = 300)
    void no_line_holds_anything_secret(
            @ForAll Method method,
            @ForAll("paths") String path,
            @ForAll("fieldSets") List<Field> fields,
            @ForAll boolean upstreamFails) {
        TestGateway gateway = new TestGateway();
        gateway.platform().onForward(_ -> {
            if (upstreamFails) {
                throw new IllegalStateException(SECRET);
            }
            return Response.json(200, SECRET).with("Set-Cookie", SECRET).with("X-Internal-Key", SECRET);
        });
        String[] headers = fields.stream()
                .flatMap(field -> List.of(field.name(), field.value()).stream())
                .toArray(String[]::new);

        gateway.send(method, path + "?token=" + SECRET, Body.of("{\"password\":\"" + SECRET + "\"}"), headers);

        assertThat(gateway.log()).isNotEmpty().noneMatch(line -> line.contains(SECRET));
        assertThat(gateway.log())
                .noneMatch(line -> line.contains(Platform.INTERNAL_KEY)
                        || line.contains(Platform.SERVICE_KEY)
                        || line.contains(Platform.CRAWLER_SECRET));
        assertThat(gateway.log().stream().filter(line -> line.contains("\"event\":\"request\"")))
                .hasSize(1);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of(PATHS);
    }

    @Provide
    Arbitrary<List<Field>> fieldSets() {
        return fields().list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> anyPath() {
        Arbitrary<String> segment = Arbitraries.oneOf(
                Arbitraries.of(
                        "api", "v1", "v7", "auth", "products", "Products", "chat", "docs", "health", "..", "%2e"),
                Arbitraries.strings().ascii().ofMaxLength(8),
                Arbitraries.strings().ofMaxLength(4));
        Arbitrary<String> any = segment.list().ofMaxSize(5).map(parts -> "/" + String.join("/", parts));
        Arbitrary<String> versioned = Combinators.combine(segment, segment).as((a, b) -> "/api/v1/" + a + "/" + b);
        return Arbitraries.oneOf(any, versioned).map(path -> path.replace('?', 'q'));
    }

    @Property(tries = 300)
    void no_path_makes_a_dimension_of_its_own(@ForAll("anyPath") String path) throws JsonProcessingException {
        TestGateway gateway = new TestGateway();

        gateway.get(path, "Cookie", "better-auth.session_token=x");

        String text = gateway.log().getLast();
        EmbeddedMetricFormat.read(text);
        JsonNode line = JSON.readTree(text);
        assertThat(SERVICES).contains(line.path("Service").textValue());
        assertThat(line.path("Environment").textValue()).isEqualTo("dev");
        assertThat(line.path("Kind").asText("session")).isEqualTo("session");
    }
}
