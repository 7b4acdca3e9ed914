package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.LimitedRoute.FEW;
import static dev.crowai.gateway.gateway.LimitedRoute.left;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC "Rate limiting" through the public entry: the limit of each policy. */
final class RateLimitEntryTest {
    private static final String ANN = "better-auth.session_token=ann.sig";

    private final TestGateway gateway = new TestGateway().with("RATE_LIMITS", LimitedRoute.FEW_EACH);
    private final Platform platform = gateway.platform();

    /** Ann has been proved once, and nothing of it counts any more. */
    private static void proveAnn(TestGateway gateway) {
        gateway.get("/api/v1/products", "Cookie", ANN);
        gateway.advance(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @EnumSource
    void an_allowed_request_is_told_its_policy_and_what_is_left(LimitedRoute route) {
        Response answer = route.ask(new TestGateway());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().all("RateLimit-Policy"))
                .containsExactly("\"%s\";q=%d;w=%d".formatted(route.policy, route.limit, route.window));
        assertThat(answer.headers().all("RateLimit"))
                .containsExactly("\"%s\";r=%d;t=%d".formatted(route.policy, route.limit - 1, route.window));
        assertThat(answer.headers().has("Retry-After")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void the_request_after_the_limit_is_refused(LimitedRoute route) {
        route.exhaust(gateway);
        gateway.advance(Duration.ofSeconds(7));
        Response refused = route.ask(gateway);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body().utf8())
                .contains("{\"error\":\"Too many requests\",\"message\":\"" + route.message
                        + "\",\"requestId\":\"request-1\"}");
        assertThat(refused.headers().all("Retry-After")).containsExactly(Integer.toString(route.window - 7));
        assertThat(refused.headers().all("RateLimit-Policy"))
                .containsExactly("\"%s\";q=3;w=%d".formatted(route.policy, route.window));
        assertThat(refused.headers().all("RateLimit"))
                .containsExactly("\"%s\";r=0;t=%d".formatted(route.policy, route.window - 7));
    }

    @ParameterizedTest
    @EnumSource
    void whoever_waits_as_long_as_it_was_told_is_served_again(LimitedRoute route) {
        route.exhaust(gateway);
        long seconds = Long.parseLong(route.ask(gateway).header("Retry-After").orElseThrow());
        gateway.advance(Duration.ofSeconds(seconds).minusMillis(1));

        assertThat(route.ask(gateway).status()).isEqualTo(429);

        gateway.advance(Duration.ofMillis(1));

        assertThat(route.ask(gateway).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void no_policy_takes_from_the_budget_of_another(LimitedRoute route) {
        proveAnn(gateway);
        route.exhaust(gateway);

        assertThat(route.ask(gateway).status()).isEqualTo(429);
        assertThat(Stream.of(LimitedRoute.values()).filter(other -> other != route))
                .allSatisfy(other -> assertThat(left(other.ask(gateway))).isEqualTo(FEW - 1));
    }

    @ParameterizedTest
    @EnumSource
    void a_service_of_the_platform_is_not_limited(LimitedRoute route) {
        route.exhaust(gateway);
        for (int i = 0; i < 2 * FEW; i++) {
            Response answer = gateway.send(
                    route.method,
                    route.path,
                    Body.EMPTY,
                    "X-Internal-Key",
                    Platform.INTERNAL_KEY,
                    "X-Organization-Id",
                    Platform.ACME);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().has("RateLimit")).isFalse();
        }

        assertThat(route.ask(gateway).status()).isEqualTo(429);
    }

    @ParameterizedTest
    @EnumSource
    void a_deployment_may_set_a_limit_by_the_name_of_its_policy(LimitedRoute route) {
        TestGateway other =
                new TestGateway().with("RATE_LIMITS", "{\"%s\":{\"limit\":2,\"window\":30}}".formatted(route.policy));
        proveAnn(other);
        Response first = route.ask(other);

        assertThat(first.headers().all("RateLimit-Policy")).containsExactly("\"%s\";q=2;w=30".formatted(route.policy));
        assertThat(left(route.ask(other))).isZero();
        assertThat(route.ask(other).header("Retry-After")).contains("30");
        assertThat(Stream.of(LimitedRoute.values()).filter(another -> another != route))
                .allSatisfy(another -> assertThat(left(another.ask(other))).isEqualTo(another.limit - 1));
    }

    @Test
    void a_refused_request_costs_no_lookup_and_reaches_no_service() {
        LimitedRoute.STANDARD.exhaust(gateway);
        LimitedRoute.STANDARD.ask(gateway);
        platform.forgetCalls();
        gateway.get("/api/v1/products/new", "X-API-Key", "crow_ann");
        gateway.get("/api/v1/qna/new");

        assertThat(platform.calls()).isEmpty();
    }

    @Test
    void a_refusal_is_decorated_like_any_answer() {
        LimitedRoute.CALLER.exhaust(gateway);
        Response refused = gateway.get("/api/v1/products", "Cookie", ANN, "Origin", "https://dev.app.crowai.dev");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Access-Control-Allow-Origin")).contains("https://dev.app.crowai.dev");
        assertThat(refused.header("Access-Control-Expose-Headers").orElseThrow())
                .contains("RateLimit", "RateLimit-Policy", "Retry-After");
        assertThat(refused.header("Strict-Transport-Security")).isPresent();
        assertThat(refused.header("Cache-Control")).contains("no-store");
        assertThat(refused.header("X-Request-Id")).contains("request-1");
        assertThat(refused.headers().has("X-Cache")).isFalse();
    }

    @Test
    void what_the_service_says_of_its_own_limit_does_not_reach_the_client() {
        platform.onForward(Response.json(200, "{}")
                .withHeaders(Headers.of("RateLimit", "\"own\";r=1;t=1", "RateLimit-Policy", "\"own\";q=1;w=1")));
        Response answer = LimitedRoute.STANDARD.ask(gateway);

        assertThat(answer.headers().all("RateLimit")).containsExactly("\"standard\";r=2;t=120");
        assertThat(answer.headers().all("RateLimit-Policy")).containsExactly("\"standard\";q=3;w=120");
    }

    @Test
    void observing_counts_and_tells_and_refuses_nobody() {
        gateway.with("RATE_LIMIT_MODE", "observe");
        LimitedRoute.STANDARD.exhaust(gateway);
        Response over = LimitedRoute.STANDARD.ask(gateway);

        assertThat(over.status()).isEqualTo(200);
        assertThat(over.headers().all("RateLimit")).containsExactly("\"standard\";r=0;t=120");
        assertThat(over.headers().has("Retry-After")).isFalse();
        assertThat(gateway.log().getLast()).contains("\"limit\":\"observed\"");
    }

    @Test
    void switched_off_it_counts_nothing_and_tells_nothing() {
        gateway.with("RATE_LIMIT_MODE", "off");
        LimitedRoute.STANDARD.exhaust(gateway);
        Response over = LimitedRoute.STANDARD.ask(gateway);

        assertThat(over.status()).isEqualTo(200);
        assertThat(over.headers().names()).doesNotContain("ratelimit", "ratelimit-policy", "retry-after");
        assertThat(gateway.log().getLast()).doesNotContain("\"limit\"");
    }
}
