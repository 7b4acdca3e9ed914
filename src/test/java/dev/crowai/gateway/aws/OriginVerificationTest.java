package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.OriginSecrets;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.local.HttpDoor;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ORIGIN_VERIFY}, {@code CLIENT_IP_HEADER} and {@code PUBLIC_HOST} of SPEC "Configuration", at every door. */
class OriginVerificationTest {
    private static final String SECRET = "front-proxy-secret";
    private static final String PRODUCTS = "/api/v1/products";
    private static final String API = "api.crowai.dev";
    private static final String ADDRESS = "CloudFront-Viewer-Address";

    private final TestGateway gateway = new TestGateway().withKeys(() -> keys(SECRET, Optional.empty()));
    private final Platform platform = gateway.platform();

    private static PlatformSecrets keys(String origin, Optional<String> previous) {
        return new PlatformSecrets(
                Secret.of(Platform.INTERNAL_KEY),
                Optional.empty(),
                Optional.of(Secret.of(Platform.SERVICE_KEY)),
                Optional.of(Secret.of(Platform.CRAWLER_SECRET)),
                new OriginSecrets(Optional.of(Secret.of(origin)), previous.map(Secret::of)));
    }

    /** A deployment behind a proxy. */
    private TestGateway behindProxy(String variable, String value) {
        return gateway.with("ORIGIN_VERIFY_SECRET", SECRET).with(variable, value);
    }

    private APIGatewayV2HTTPResponse send(String domain, String method, String path, String... headers) {
        APIGatewayV2HTTPEvent event = Events.event(path, it -> {
            it.getRequestContext().setDomainName(domain);
            it.getRequestContext().getHttp().setMethod(method);
            for (int i = 0; i < headers.length; i += 2) {
                it.getHeaders().put(headers[i].toLowerCase(java.util.Locale.ROOT), headers[i + 1]);
            }
        });
        return new GatewayHandler(gateway).respond(event);
    }

    private APIGatewayV2HTTPResponse get(String domain, String path, String... headers) {
        return send(domain, "GET", path, headers);
    }

    private static void assertRefused(APIGatewayV2HTTPResponse response) {
        assertThat(response.getStatusCode()).isEqualTo(403);
        assertThat(response.getBody())
                .startsWith(
                        "{\"error\":\"Forbidden\",\"message\":\"This address is not open to clients\",\"requestId\":\"");
        assertThat(response.getHeaders())
                .containsEntry("Cache-Control", "no-store")
                .containsKey("Strict-Transport-Security")
                .containsEntry("Access-Control-Allow-Origin", "https://app.crowai.dev");
    }

    // The function URL.

    @ParameterizedTest
    @ValueSource(
            strings = {"", "front-proxy-secre", "front-proxy-secret ", "FRONT-PROXY-SECRET", "x, front-proxy-secret"})
    void a_function_url_answers_nobody_without_the_secret(String shown) {
        assertRefused(get(Events.FUNCTION_URL, "/health", "X-Origin-Verify", shown));
        assertRefused(
                get(Events.FUNCTION_URL, PRODUCTS, "X-Origin-Verify", shown, "X-Internal-Key", Platform.INTERNAL_KEY));
        assertThat(platform.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "all"})
    void a_function_url_is_open_to_what_came_through_the_proxy(String verify) {
        behindProxy("ORIGIN_VERIFY", verify);

        assertThat(get(Events.FUNCTION_URL, "/health", "X-Origin-Verify", SECRET)
                        .getStatusCode())
                .isEqualTo(200);
    }

    @Test
    void a_function_url_answers_nobody_where_no_secret_is_configured() {
        gateway.withKeys(() -> new PlatformSecrets(
                Secret.of(Platform.INTERNAL_KEY), Optional.empty(), Optional.empty(), Optional.empty()));

        for (String shown : List.of("", "null", "Optional.empty")) {
            assertRefused(get(Events.FUNCTION_URL, "/health", "X-Origin-Verify", shown));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Events.FUNCTION_URL,
                Events.FUNCTION_URL + ".",
                Events.FUNCTION_URL + ":443",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345.LAMBDA-URL.EU-WEST-1.ON.AWS"
            })
    void a_function_url_is_told_by_its_domain_name_however_a_client_spells_it(String domain) {
        assertRefused(get(domain, "/health"));
    }

    @ParameterizedTest
    @CsvSource({"GET, /../etc/passwd", "TRACK, /health", "OPTIONS, /api/v1/products", "GET, /api/v1/nowhere"})
    void the_refusal_comes_before_all_else(String method, String path) {
        assertRefused(send(Events.FUNCTION_URL, method, path, "Access-Control-Request-Method", "GET"));
    }

    @Test
    void nothing_matches_while_the_keys_cannot_be_read() {
        gateway.withKeys(() -> {
            throw new SettingsException(List.of("the secret cannot be read"));
        });

        assertRefused(get(Events.FUNCTION_URL, "/health", "X-Origin-Verify", SECRET));
    }

    @Test
    void both_secrets_match_during_a_rotation() {
        gateway.withKeys(() -> keys("new", Optional.of("old")));

        assertThat(get(Events.FUNCTION_URL, "/health", "X-Origin-Verify", "new").getStatusCode())
                .isEqualTo(200);
        assertThat(get(Events.FUNCTION_URL, "/health", "X-Origin-Verify", "old").getStatusCode())
                .isEqualTo(200);
        assertRefused(get(Events.FUNCTION_URL, "/health", "X-Origin-Verify", "older"));
    }

    // The API's own door.

    @Test
    void the_apis_own_door_is_open_unless_said_otherwise() {
        assertThat(get(API, "/health").getStatusCode()).isEqualTo(200);
        assertThat(get(API, "/health", "X-Origin-Verify", "wrong").getStatusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/ready", "/docs", PRODUCTS, "/api/v1/billing/webhook", "/nowhere"})
    void every_door_can_be_closed(String path) {
        behindProxy("ORIGIN_VERIFY", "all");

        for (String domain : List.of(API, "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", Events.FUNCTION_URL)) {
            assertRefused(get(domain, path));
            assertRefused(get(domain, path, "X-Internal-Key", Platform.INTERNAL_KEY));
            assertRefused(send(domain, "OPTIONS", path, "Access-Control-Request-Method", "POST"));
        }
        assertThat(platform.calls()).isEmpty();
        assertThat(get(API, "/health", "X-Origin-Verify", SECRET).getStatusCode())
                .isEqualTo(200);
        assertThat(send(API, "OPTIONS", PRODUCTS, "X-Origin-Verify", SECRET, "Access-Control-Request-Method", "POST")
                        .getStatusCode())
                .isEqualTo(204);
    }

    @Test
    void the_laptops_door_keeps_it_too() throws Exception {
        behindProxy("ORIGIN_VERIFY", "all");
        try (HttpDoor door = HttpDoor.open(0, new GatewayHandler(gateway));
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(door.uri() + "/health"));

            HttpResponse<String> without = client.send(request.build(), BodyHandlers.ofString());
            HttpResponse<String> with =
                    client.send(request.header("X-Origin-Verify", SECRET).build(), BodyHandlers.ofString());

            assertThat(without.statusCode()).isEqualTo(403);
            assertThat(without.body()).contains("\"error\":\"Forbidden\"");
            assertThat(with.statusCode()).isEqualTo(200);
        }
    }

    // What the proxy says, and who hears it.

    @ParameterizedTest
    @ValueSource(strings = {"X-Origin-Verify", "x_origin_verify", "X-Origin_Verify"})
    void the_secret_goes_to_no_service_and_into_no_log(String name) {
        platform.onForward(Response.json(200, "{}"));

        assertThat(get(API, "/api/v1/qna/sessions", name, SECRET).getStatusCode())
                .isEqualTo(200);

        assertThat(platform.calls())
                .isNotEmpty()
                .flatExtracting(call -> call.headers().fields())
                .extracting(Headers.Field::value)
                .doesNotContain(SECRET);
        assertThat(gateway.log()).noneMatch(line -> line.contains(SECRET));
    }

    /** Issue "Access", seen 7. */
    @Test
    void a_client_that_comes_past_the_proxy_cannot_name_its_own_address() {
        behindProxy("CLIENT_IP_HEADER", ADDRESS);
        platform.onForward(Response.json(200, "{}"));

        get(API, "/api/v1/qna/sessions", ADDRESS, "192.0.2.66:1");
        get(API, "/api/v1/qna/sessions", ADDRESS, "192.0.2.66:1", "X-Origin-Verify", "guessed");

        assertThat(platform.forwarded())
                .hasSize(2)
                .allSatisfy(call ->
                        assertThat(call.headers().all("X-Forwarded-For")).containsExactly("203.0.113.7"));
    }

    @Test
    void what_came_through_the_proxy_has_the_address_that_the_proxy_names() {
        behindProxy("CLIENT_IP_HEADER", ADDRESS);
        platform.onForward(Response.json(200, "{}"));

        get(API, "/api/v1/qna/sessions", ADDRESS, "192.0.2.66:1", "X-Origin-Verify", SECRET);

        assertThat(platform.theForwarded().headers().all("X-Forwarded-For")).containsExactly("192.0.2.66");
    }

    @Test
    void the_header_of_the_clients_address_goes_to_no_service() {
        behindProxy("CLIENT_IP_HEADER", "X-Viewer");
        platform.onForward(Response.json(200, "{}"));

        get(API, "/api/v1/qna/sessions", "X-Viewer", "192.0.2.66");

        assertThat(platform.theForwarded().headers().has("X-Viewer")).isFalse();
    }

    @Test
    void services_and_clients_know_the_gateway_by_its_public_host() {
        behindProxy("PUBLIC_HOST", "api.crowai.dev");
        platform.onForward(
                Response.of(302).with("Location", "https://dev.internal.qna.crowai.dev/api/v1/qna/sessions?page=2"));

        APIGatewayV2HTTPResponse response = get(Events.FUNCTION_URL, "/api/v1/qna/sessions", "X-Origin-Verify", SECRET);

        assertThat(platform.theForwarded().headers().all("X-Forwarded-Host")).containsExactly("api.crowai.dev");
        assertThat(response.getHeaders())
                .containsEntry("Location", "https://api.crowai.dev/api/v1/qna/sessions?page=2");
    }

    @Test
    void without_a_public_host_it_is_the_events_domain() {
        platform.onForward(Response.json(200, "{}"));

        get("dev.api.crowai.dev", "/api/v1/qna/sessions");

        assertThat(platform.theForwarded().headers().all("X-Forwarded-Host")).containsExactly("dev.api.crowai.dev");
    }
}
