package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.aws.MockRuntimeApi.Outcome;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.LoopbackPlatform;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.upstream.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The function under the real runtime interface client, with nothing but environment variables, and with its table out
 * of reach.
 */
class GatewayFunctionRuntimeIT {
    private static final String PRODUCTS = "{\"products\":[{\"name\":\"red \\\"shoe\\\" é\"}]}";

    /** The session of {@code events/products-session.json}. */
    private static final String SESSION =
            "AnnLocalDemoSessionAnnLocalDemoS.jegIvA09FMyUP2UyHxALSOgi0%2FumV3%2FSWdcTFMLOvPw%3D";

    private final ObjectMapper json = new ObjectMapper();
    private final Socket nobodyListens = new Socket();

    @TempDir
    private Path directory;

    private final Platform platform = new Platform(InstantSource.system());
    private LoopbackPlatform services;
    private FunctionProcess function;

    @BeforeEach
    void start() throws IOException {
        nobodyListens.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        platform.signIn(SESSION, "ann");
        platform.setActive(SESSION, "\"ba-acme\"");
        services = LoopbackPlatform.of(platform.onForward(Response.json(200, PRODUCTS)));
        function = FunctionProcess.start(
                directory,
                Map.ofEntries(
                        Map.entry("ENVIRONMENT", "local"),
                        Map.entry("CACHE", "crow-gateway"),
                        Map.entry("INTERNAL_GATEWAY_KEY", Platform.INTERNAL_KEY),
                        Map.entry("SERVICE_API_KEY_ORG_SERVICE", Platform.SERVICE_KEY),
                        Map.entry("CRAWLER_SERVICE_SECRET", Platform.CRAWLER_SECRET),
                        Map.entry("AUTH_SERVICE_URL", services.url()),
                        Map.entry(
                                "SERVICE_URLS",
                                "{\"products\":\"%1$s\",\"organizations\":\"%1$s\",\"users\":\"%1$s\"}"
                                        .formatted(services.url())),
                        Map.entry("AWS_REGION", "eu-west-1"),
                        Map.entry("AWS_ACCESS_KEY_ID", "example"),
                        Map.entry("AWS_SECRET_ACCESS_KEY", "example"),
                        Map.entry("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + nobodyListens.getLocalPort())));
    }

    @AfterEach
    void stop() throws IOException {
        function.close();
        services.close();
        nobodyListens.close();
    }

    @Test
    void a_signed_in_users_request_reaches_the_service_as_that_user() throws Exception {
        ObjectNode event = event("products-session");
        ((ObjectNode) event.get("headers")).put("X-Organization-Id", "spoofed").put("x-user-id", "spoofed");

        JsonNode answer = answer(event);

        assertThat(answer.get("statusCode").intValue()).isEqualTo(200);
        assertThat(answer.get("body").textValue()).isEqualTo(PRODUCTS);
        Call sent = platform.theForwarded();
        assertThat(sent.uri()).hasPath("/api/v1/products").hasQuery("page=2&q=red shoe&tag=a&tag=b");
        assertThat(sent.headers().all("X-Organization-Id")).containsExactly(Platform.ACME);
        assertThat(sent.headers().all("X-User-Id")).containsExactly("ann");
        assertThat(sent.headers().all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
        assertThat(sent.headers().all("X-Crawler-Secret")).containsExactly(Platform.CRAWLER_SECRET);
        assertThat(sent.headers().all("X-Request-Id")).containsExactly("web-5f0c2a");
        assertThat(sent.headers().all("Cookie")).containsExactly("theme=dark");
        String bearer = sent.headers().first("Authorization").orElseThrow().substring("Bearer ".length());
        assertThat(JWT.decode(bearer).getSubject()).isEqualTo("ann");
        assertThat(function.log()).doesNotContain(SESSION, Platform.INTERNAL_KEY, Platform.CRAWLER_SECRET, bearer);
    }

    @Test
    void a_request_without_a_credential_is_refused_and_reaches_no_service() throws Exception {
        ObjectNode event = event("products-session");
        event.remove("cookies");

        JsonNode answer = answer(event);

        assertThat(answer.get("statusCode").intValue()).isEqualTo(401);
        assertThat(answer.get("headers").properties())
                .anySatisfy(field -> assertThat(field.getKey()).isEqualToIgnoringCase("WWW-Authenticate"));
        JsonNode problem = json.readTree(answer.get("body").textValue());
        assertThat(problem.get("error").textValue()).isEqualTo("Unauthorized");
        assertThat(problem.get("message").textValue()).isEqualTo("Authentication required");
        assertThat(problem.get("requestId").textValue()).isEqualTo("web-5f0c2a");
        assertThat(platform.calls()).isEmpty();
    }

    @Test
    void a_payload_that_is_no_json_is_a_bad_request_and_no_failure_of_the_function() throws Exception {
        Outcome outcome = function.invoke("<html>");
        JsonNode answer = json.readTree(outcome.json());

        assertThat(outcome.isError()).as(outcome.json()).isFalse();
        assertThat(answer.path("statusCode").intValue()).isEqualTo(400);
        assertThat(json.readTree(answer.path("body").textValue()).path("error").textValue())
                .isEqualTo("Bad Request");
    }

    private JsonNode answer(JsonNode event) throws Exception {
        Outcome outcome = function.invoke(event.toString());
        assertThat(outcome.isError()).as(outcome.json()).isFalse();
        return json.readTree(outcome.json());
    }

    private ObjectNode event(String file) throws IOException {
        return (ObjectNode) json.readTree(Files.readString(Path.of("events", file + ".json"), StandardCharsets.UTF_8));
    }
}
