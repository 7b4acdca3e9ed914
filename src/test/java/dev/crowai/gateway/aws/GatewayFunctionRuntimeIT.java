package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.aws.MockRuntimeApi.Outcome;
import dev.crowai.gateway.aws.dynamodb.RecordingServer;
import dev.crowai.gateway.aws.dynamodb.RecordingServer.Received;
import dev.crowai.gateway.http.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
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
    private static final String ORGANIZATION = "7c1f0b7e-3a55-4a0d-9a52-2f6f7f6a9e10";
    private static final String PRODUCTS = "{\"products\":[{\"name\":\"red \\\"shoe\\\" é\"}]}";
    private static final String JWT = part("{\"alg\":\"RS256\",\"kid\":\"example-key\"}") + "."
            + part("{\"sub\":\"user-1\",\"iat\":1795512600,\"exp\":4102444800}") + "." + part("no signature");
    private static final String SESSION = """
            {"session":{"id":"session-1","userId":"user-1","expiresAt":"2100-01-01T00:00:00.000Z",
             "activeOrganizationId":"organization-1"},
             "user":{"id":"user-1","name":"Ann","email":"ann@example.test","isAnonymous":false}}""";

    private final ObjectMapper json = new ObjectMapper();
    private final Socket nobodyListens = new Socket();

    @TempDir
    private Path directory;

    private RecordingServer services;
    private FunctionProcess function;

    @BeforeEach
    void start() throws IOException {
        nobodyListens.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        services = RecordingServer.ofServices(Map.of(
                "/api/v1/auth/get-session",
                Response.json(200, SESSION).with("set-auth-jwt", JWT),
                "/api/v1/auth/organization/get-active-member",
                Response.json(200, """
                        {"id":"member-1","userId":"user-1","organizationId":"organization-1","role":"member"}"""),
                "/api/v1/organizations/by-auth-id/organization-1",
                Response.json(200, """
                        {"id":"%s","betterAuthOrgId":"organization-1","status":"active"}""".formatted(ORGANIZATION)),
                "/api/v1/products",
                Response.json(200, PRODUCTS)));
        function = FunctionProcess.start(
                directory,
                Map.ofEntries(
                        Map.entry("ENVIRONMENT", "local"),
                        Map.entry("CACHE", "crow-gateway"),
                        Map.entry("INTERNAL_GATEWAY_KEY", "example-internal-key"),
                        Map.entry("SERVICE_API_KEY_ORG_SERVICE", "example-service-key"),
                        Map.entry("CRAWLER_SERVICE_SECRET", "example-crawler-secret"),
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
        Received received = services.received().getLast();
        assertThat(received.target()).isEqualTo("/api/v1/products?page=2&q=red%20shoe&tag=a&tag=b");
        assertThat(received.headers().all("X-Organization-Id")).containsExactly(ORGANIZATION);
        assertThat(received.headers().all("X-User-Id")).containsExactly("user-1");
        assertThat(received.headers().all("X-Internal-Key")).containsExactly("example-internal-key");
        assertThat(received.headers().all("X-Crawler-Secret")).containsExactly("example-crawler-secret");
        assertThat(received.headers().all("Authorization")).containsExactly("Bearer " + JWT);
        assertThat(received.headers().all("X-Request-Id")).containsExactly("web-5f0c2a");
        assertThat(received.headers().all("Cookie")).containsExactly("theme=dark");
        assertThat(function.log())
                .doesNotContain("example-session-token", "example-internal-key", "example-crawler-secret", JWT);
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
        assertThat(services.received()).isEqualTo(List.of());
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

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
