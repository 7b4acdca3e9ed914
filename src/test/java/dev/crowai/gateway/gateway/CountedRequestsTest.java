package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.LimitedRoute.FEW;
import static dev.crowai.gateway.gateway.LimitedRoute.left;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Rate limiting" through the public entry: which requests count, and at whose budget. */
final class CountedRequestsTest {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";
    private static final String SIGN_IN = "/api/v1/auth/sign-in/email";
    private final TestGateway gateway = new TestGateway().with("RATE_LIMITS", LimitedRoute.FEW_EACH);
    private final Platform platform = gateway.platform();

    private List<String> unparsable() {
        return gateway.log().stream()
                .filter(line -> line.contains("\"event\":\"unparsableClientAddress\""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /health",
        "HEAD, /health",
        "GET, /ready",
        "GET, /docs",
        "GET, /docs/openapi.json",
    })
    void all_pages_of_the_gateway_share_the_public_budget(Method method, String path) {
        LimitedRoute.PUBLIC.ask(gateway);

        assertThat(left(gateway.send(method, path, Body.EMPTY))).isEqualTo(FEW - 2);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/products/images/a.png",
        "POST, /api/v1/billing/webhook",
        "GET, /api/v1/billing/health",
        "GET, /api/v1/auth/jwt/jwks",
        "POST, /api/v1/auth/jwt/verify",
        "POST, /api/v1/auth/api-key/verify",
    })
    void where_nobody_is_asked_for_every_caller_counts_at_the_address(Method method, String path) {
        LimitedRoute.STANDARD.ask(gateway);

        assertThat(left(gateway.send(method, path, Body.EMPTY, ANN))).isEqualTo(FEW - 2);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/users/me",
        "PUT, /api/v1/products/1",
        "GET, /api/v1/qna/questions",
        "POST, /api/v1/mcp/x",
    })
    void all_services_share_the_budget_of_a_caller(Method method, String path) {
        LimitedRoute.CALLER.ask(gateway);

        assertThat(left(gateway.send(method, path, Body.EMPTY, ANN))).isEqualTo(FEW - 2);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v2/ingest/events",
        "POST, /api/v1/ingest/events",
        "GET, /api/v1/ingest/health",
        "POST, /api/v1/cctv/frames",
        "GET, /api/v1/cctv/health",
    })
    void all_devices_of_an_address_share_one_budget(Method method, String path) {
        LimitedRoute.INGEST.ask(gateway);

        assertThat(left(gateway.send(method, path, Body.EMPTY, ANN))).isEqualTo(FEW - 2);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/auth/sign-up/email",
        "POST, /api/v1/auth",
        "DELETE, /api/v1/auth/session",
        "PUT, /api/v2/auth/x",
        "POST, /api/v1/auth/onboarding/start",
        "POST, /api/v1/auth/team-invitations/accept",
        "OPTIONS, /api/v1/auth/get-session",
        "POST, /api/v1/better-auth/sign-in/email",
    })
    void all_attempts_at_the_auth_service_share_one_budget(Method method, String path) {
        LimitedRoute.AUTHENTICATION.ask(gateway);

        assertThat(left(gateway.send(method, path, Body.EMPTY, ANN))).isEqualTo(FEW - 2);
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, /api/v1/auth/get-session",
        "GET, /api/v1/auth",
        "GET, /api/v1/auth/onboarding/status",
        "GET, /api/v1/auth/team-invitations/1",
        "GET, /api/v1/better-auth/get-session",
    })
    void all_reads_of_the_auth_service_share_another(Method method, String path) {
        LimitedRoute.AUTHENTICATION_READ.ask(gateway);

        assertThat(left(gateway.send(method, path, Body.EMPTY, ANN))).isEqualTo(FEW - 2);
    }

    @Test
    void failed_sign_ins_count() {
        platform.onForward(Response.json(401, "{\"code\":\"INVALID_EMAIL_OR_PASSWORD\"}"));
        for (int i = 0; i < FEW; i++) {
            assertThat(gateway.post(SIGN_IN, "{}").status()).isEqualTo(401);
        }

        assertThat(gateway.post(SIGN_IN, "{}").status()).isEqualTo(429);
        assertThat(platform.forwarded()).hasSize(FEW);
    }

    @Test
    void refused_credentials_count_at_the_address() {
        for (int i = 0; i < FEW; i++) {
            assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_bad").status()).isEqualTo(401);
        }
        Response refused = gateway.get(PRODUCTS, "X-API-Key", "crow_bad");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers().all("RateLimit-Policy")).containsExactly("\"standard\";q=3;w=120");
    }

    @Test
    void requests_without_a_credential_count_at_the_address_where_one_is_needed() {
        LimitedRoute.STANDARD.ask(gateway);
        Response refused = gateway.get(PRODUCTS);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(left(refused)).isEqualTo(FEW - 2);
    }

    @Test
    void answers_from_the_cache_count() {
        LimitedRoute.CALLER.exhaust(gateway);

        assertThat(platform.forwarded()).hasSize(1);
        assertThat(LimitedRoute.CALLER.ask(gateway).status()).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404",
        "GET, /api/v1/nothing, 404",
        "POST, /health, 405",
        "GET, /api/v1/products/../users, 400",
    })
    void what_leads_nowhere_is_not_counted(Method method, String path, int status) {
        Response answer = gateway.send(method, path, Body.EMPTY, ANN);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().has("RateLimit")).isFalse();
        for (LimitedRoute route : LimitedRoute.values()) {
            assertThat(left(route.ask(gateway))).isEqualTo(FEW - 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"https://dev.app.crowai.dev, 204", "https://elsewhere.example, 403"})
    void a_preflight_is_neither_counted_nor_refused(String origin, int status) {
        LimitedRoute.STANDARD.exhaust(gateway);
        LimitedRoute.AUTHENTICATION.exhaust(gateway);
        for (String path : List.of(QUESTIONS, SIGN_IN)) {
            Response answer = gateway.send(
                    Method.OPTIONS, path, Body.EMPTY, "Origin", origin, "Access-Control-Request-Method", "POST");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.headers().has("RateLimit")).isFalse();
        }
    }

    @Test
    void whoever_has_a_wrong_internal_key_is_limited_like_anyone() {
        LimitedRoute.PUBLIC.exhaust(gateway);

        assertThat(gateway.get("/health", "X-Internal-Key", "the-internal-keY").status())
                .isEqualTo(429);
    }

    @Test
    void another_address_has_a_budget_of_its_own() {
        LimitedRoute.PUBLIC.exhaust(gateway);

        assertThat(left(gateway.from("203.0.113.8", Method.GET, "/health"))).isEqualTo(FEW - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "Forwarded"})
    void no_header_of_a_client_changes_whose_budget_it_is(String name) {
        LimitedRoute.PUBLIC.exhaust(gateway);

        assertThat(gateway.get("/health", name, "198.51.100.9").status()).isEqualTo(429);
    }

    @Test
    void an_address_that_cannot_be_read_is_logged_once_a_minute_without_its_text() {
        gateway.from("some-secret-text", Method.GET, "/health");
        gateway.from("some-other-text", Method.GET, "/health");
        gateway.advance(Duration.ofSeconds(59));
        gateway.from("some-secret-text", Method.GET, "/health");

        assertThat(unparsable()).hasSize(1);

        gateway.advance(Duration.ofSeconds(1));
        gateway.from("some-secret-text", Method.GET, "/health");

        assertThat(unparsable()).hasSize(2);
        assertThat(gateway.log()).noneMatch(line -> line.contains("-text"));
    }
}
