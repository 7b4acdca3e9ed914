package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.route.Services;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads {@code events/*.json}, the samples that {@code sam local invoke} takes. */
class EventFilesTest {
    private static final Path EVENTS = Path.of("events");
    private static final String SESSION =
            "better-auth.session_token=AnnLocalDemoSessionAnnLocalDemoS.jegIvA09FMyUP2UyHxALSOgi0%2FumV3%2FSWdcTFMLOvPw%3D";

    /**
     * What an event must be decoded to.
     *
     * @param body the text of the body, or how long it is
     * @param route the service and chain, or what else it leads to
     * @param out the path as it goes out
     */
    record Row(
            String file, Method method, String query, Optional<String> cookies, String body, String route, String out) {

        static Row of(Method method, String file, String route, String out) {
            return new Row(file, method, "", Optional.empty(), "", route, out);
        }

        Row query(String other) {
            return new Row(file, method, other, cookies, body, route, out);
        }

        Row cookies(String other) {
            return new Row(file, method, query, Optional.of(other), body, route, out);
        }

        Row body(String other) {
            return new Row(file, method, query, cookies, other, route, out);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    private static final List<Row> ROWS = List.of(
            Row.of(Method.GET, "health", "HEALTH", "/health"),
            Row.of(Method.GET, "ready", "READY", "/ready"),
            Row.of(Method.POST, "sign-in", "core-auth-service AUTH", "/api/v1/auth/sign-in/email")
                    .body("{\"email\":\"ann@acme.test\",\"password\":\"Passw0rd!123\"}"),
            Row.of(Method.GET, "get-session", "core-auth-service AUTH", "/api/v1/auth/get-session")
                    .query("disableRefresh=true")
                    .cookies(SESSION),
            Row.of(Method.GET, "products-session", "core-product-service SERVICE", "/api/v1/products")
                    .query("page=2&q=red%20shoe&tag=a&tag=b")
                    .cookies("theme=dark; " + SESSION),
            Row.of(
                    Method.GET,
                    "products-api-key",
                    "core-product-service SERVICE",
                    "/api/v1/products/0b9f6a52-4c1d-4c39-8a5e-7d3f0e2b1c4d"),
            Row.of(Method.PATCH, "users-bearer-jwt", "core-user-service SERVICE", "/api/v1/users/me")
                    .body("{\"name\":\"Ánna \\\"Ann\\\" 東京 🐦\"}"),
            Row.of(Method.POST, "qna-anonymous", "bff-qna-service SERVICE", "/api/v1/qna/questions")
                    .body("{\"question\":\"What do my customers look at?\"}"),
            Row.of(Method.POST, "onboarding", "core-auth-service ONBOARDING", "/api/v1/auth/onboarding/start")
                    .cookies(SESSION)
                    .body("{\"organizationName\":\"Example Ltd\"}"),
            Row.of(
                            Method.GET,
                            "team-invitations",
                            "core-auth-service TEAM_INVITATIONS",
                            "/api/v1/auth/team-invitations/pending")
                    .query("limit=10")
                    .cookies(SESSION),
            Row.of(
                            Method.GET,
                            "product-image",
                            "core-product-service PUBLIC",
                            "/api/v1/products/images/example%20org%2F2026%2Fred%20shoe%2050%25.png")
                    .query("w=320"),
            Row.of(Method.POST, "billing-webhook", "core-billing-service PUBLIC", "/api/v1/billing/webhook")
                    .body("{\n  \"id\": \"evt_example\",\n  \"object\": \"event\",\n  \"type\": \"invoice.paid\"\n}\n"),
            Row.of(Method.POST, "upload-multipart", "core-product-service SERVICE", "/api/v1/products/import")
                    .cookies(SESSION)
                    .body("202 bytes"),
            Row.of(Method.OPTIONS, "preflight", "core-product-service SERVICE", "/api/v1/products"),
            Row.of(Method.GET, "hostile-path", "400 The path has a dot segment", "/")
                    .cookies(SESSION),
            Row.of(Method.GET, "function-url", "core-product-service SERVICE", "/api/v1/products/red%20shoe%2F50%25")
                    .query("a=%2F&b"),
            Row.of(Method.GET, "through-cloudfront", "bff-qna-service SERVICE", "/api/v1/qna/sessions")
                    .query("q=red%20shoe"),
            Row.of(Method.POST, "internal-caller", "core-notification-service SERVICE", "/api/v1/notifications")
                    .body("{\"kind\":\"report-ready\"}"),
            Row.of(Method.GET, "duplicate-headers", "core-analytics-service SERVICE", "/api/v1/analytics/summary")
                    .query("from=2026-11-01")
                    .cookies(SESSION),
            Row.of(Method.GET, "named-stage", "core-pattern-service SERVICE", "/api/v1/patterns")
                    .query("limit=5"),
            Row.of(Method.GET, "unknown-service", "404 Service not found", "/api/v1/nosuchservice/x"));

    private final HttpApiCodec codec = Codecs.codec();

    static List<Row> rows() {
        return ROWS;
    }

    @Test
    void every_file_has_a_row() throws IOException {
        try (Stream<Path> files = Files.list(EVENTS)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".json"))
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(
                            ROWS.stream().map(row -> row.file() + ".json").toList());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void is_decoded_to_the_request_that_it_stands_for(Row row) throws IOException {
        Arrival arrival = decode(row.file());
        Request request = arrival.request();

        assertThat(request.method()).isEqualTo(row.method());
        assertThat(request.query()).isEqualTo(row.query());
        assertThat(request.header("cookie")).isEqualTo(row.cookies());
        assertThat(request.body().utf8().orElse(request.body().toString())).isEqualTo(row.body());
        assertThat(request.client().network()).isNotEqualTo("unparsable");
        assertThat(route(arrival)).isEqualTo(Map.entry(row.route(), row.out()));
    }

    @Test
    void a_request_id_is_the_clients_or_the_platforms() throws IOException {
        assertThat(decode("products-session").requestId()).isEqualTo("web-5f0c2a");
        assertThat(decode("duplicate-headers").requestId()).endsWith("=");
    }

    @Test
    void the_client_behind_cloudfront_is_the_one_that_it_names() throws IOException {
        APIGatewayV2HTTPEvent event = event("through-cloudfront");

        assertThat(Codecs.trusting("CloudFront-Viewer-Address")
                        .decode(event)
                        .request()
                        .client()
                        .text())
                .isEqualTo("198.51.100.7");
        assertThat(codec.decode(event).request().client().text()).isEqualTo("203.0.113.7");
    }

    @Test
    void duplicate_headers_stay_joined_by_commas() throws IOException {
        assertThat(decode("duplicate-headers").request().header("If-None-Match"))
                .contains("\"one\",\"two\"");
    }

    private static Map.Entry<String, String> route(Arrival arrival) {
        Services services = Services.of(Environment.PROD, Map.of(), Map.of());
        Request request = arrival.request();
        Optional<Problem> fault = arrival.fault();
        if (fault.isPresent()) {
            return Map.entry(fault.get().status() + " " + fault.get().message(), request.path());
        }
        return switch (new Router(services).route(request)) {
            case Route.BuiltIn page -> Map.entry(page.page().name(), request.path());
            case Route.ToService to -> Map.entry(to.service().name() + " " + to.chain(), to.path());
            case Route.NotFound none -> Map.entry("404 " + none.message(), request.path());
            case Route.WrongMethod wrong -> Map.entry("405 " + wrong.allow(), request.path());
            case Route.Malformed bad -> Map.entry("400 " + bad.problem().message(), request.path());
        };
    }

    private Arrival decode(String file) throws IOException {
        return codec.decode(event(file));
    }

    private static APIGatewayV2HTTPEvent event(String file) throws IOException {
        return RuntimeJson.event(Files.readString(EVENTS.resolve(file + ".json"), StandardCharsets.UTF_8));
    }
}
