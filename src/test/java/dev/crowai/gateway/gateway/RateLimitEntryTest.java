package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC "Rate limiting" through the public entry: the limit of each policy. */
final class RateLimitEntryTest {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";
    private static final String SIGN_IN = "/api/v1/auth/sign-in/email";
    private static final String LATER = "Rate limit exceeded. Please try again later.";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    /** A row of SPEC's table, and a request that it is about. */
    enum Row {
        PUBLIC("public", Method.GET, "/health", 100, 60, "Rate limit exceeded for public endpoints.", false),
        STANDARD("standard", Method.GET, QUESTIONS, 200, 120, LATER, false),
        CALLER("caller", Method.GET, PRODUCTS, 600, 120, LATER, true),
        INGEST("ingest", Method.GET, "/api/v1/ingest/events", 1200, 120, LATER, true),
        AUTHENTICATION(
                "authentication",
                Method.POST,
                SIGN_IN,
                50,
                300,
                "Account temporarily locked. Please try again in 5 minutes.",
                false),
        AUTHENTICATION_READ("authentication-read", Method.GET, "/api/v1/auth/get-session", 3000, 300, LATER, true);

        private final String policy;
        private final Method method;
        private final String path;
        private final int limit;
        private final int window;
        private final String message;
        private final boolean asAnn;

        Row(String policy, Method method, String path, int limit, int window, String message, boolean asAnn) {
            this.policy = policy;
            this.method = method;
            this.path = path;
            this.limit = limit;
            this.window = window;
            this.message = message;
            this.asAnn = asAnn;
        }
    }

    private Response ask(Row row) {
        return gateway.send(row.method, row.path, Body.EMPTY, row.asAnn ? ANN : new String[0]);
    }

    /** Ann has been proved once, and nothing of it counts any more. */
    private void annIsKnownAsGood() {
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofMinutes(5));
    }

    private void exhaust(Row row) {
        for (int i = 0; i < row.limit; i++) {
            ask(row);
        }
    }

    /** How many more requests the limiter says that there may be, as {@code r} of {@code RateLimit}. */
    private static int left(Response response) {
        String field = response.header("RateLimit").orElseThrow();
        return Integer.parseInt(field.replaceAll(".*;r=([0-9]+);.*", "$1"));
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void an_allowed_request_is_told_its_policy_and_what_is_left(Row row) {
        Response answer = ask(row);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().all("RateLimit-Policy"))
                .containsExactly("\"%s\";q=%d;w=%d".formatted(row.policy, row.limit, row.window));
        assertThat(answer.headers().all("RateLimit"))
                .containsExactly("\"%s\";r=%d;t=%d".formatted(row.policy, row.limit - 1, row.window));
        assertThat(answer.headers().has("Retry-After")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void every_request_up_to_the_limit_is_served(Row row) {
        for (int i = 1; i < row.limit; i++) {
            assertThat(ask(row).status()).isEqualTo(200);
        }
        Response last = ask(row);

        assertThat(last.status()).isEqualTo(200);
        assertThat(left(last)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void the_request_after_the_limit_is_refused(Row row) {
        exhaust(row);
        gateway.advance(Duration.ofSeconds(7));
        Response refused = ask(row);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body().utf8())
                .contains("{\"error\":\"Too many requests\",\"message\":\"" + row.message
                        + "\",\"requestId\":\"request-1\"}");
        assertThat(refused.headers().all("Retry-After")).containsExactly(Integer.toString(row.window - 7));
        assertThat(refused.headers().all("RateLimit-Policy"))
                .containsExactly("\"%s\";q=%d;w=%d".formatted(row.policy, row.limit, row.window));
        assertThat(refused.headers().all("RateLimit"))
                .containsExactly("\"%s\";r=0;t=%d".formatted(row.policy, row.window - 7));
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void whoever_waits_as_long_as_it_was_told_is_served_again(Row row) {
        exhaust(row);
        long seconds = Long.parseLong(ask(row).header("Retry-After").orElseThrow());
        gateway.advance(Duration.ofSeconds(seconds).minusMillis(1));

        assertThat(ask(row).status()).isEqualTo(429);

        gateway.advance(Duration.ofMillis(1));

        assertThat(ask(row).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void no_policy_takes_from_the_budget_of_another(Row row) {
        annIsKnownAsGood();
        exhaust(row);

        assertThat(ask(row).status()).isEqualTo(429);
        for (Row other : Row.values()) {
            if (other != row) {
                assertThat(left(ask(other))).isEqualTo(other.limit - 1);
            }
        }
    }

    @Test
    void the_window_slides() {
        Row row = Row.STANDARD;
        for (int i = 0; i < 100; i++) {
            ask(row);
        }
        gateway.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 100; i++) {
            ask(row);
        }
        gateway.advance(Duration.ofSeconds(59));

        assertThat(ask(row).status()).isEqualTo(429);

        gateway.advance(Duration.ofSeconds(1));

        assertThat(left(ask(row))).isEqualTo(99);
    }

    @Test
    void a_refused_request_costs_no_lookup_and_reaches_no_service() {
        exhaust(Row.STANDARD);
        ask(Row.STANDARD);
        platform.forgetCalls();
        gateway.get(PRODUCTS + "/new", "X-API-Key", "crow_ann");
        gateway.get(QUESTIONS + "/new");

        assertThat(platform.calls()).isEqualTo(List.of());
    }

    @Test
    void a_refusal_is_decorated_like_any_answer() {
        exhaust(Row.CALLER);
        Response refused = gateway.get(PRODUCTS, "Cookie", ANN[1], "Origin", "https://dev.app.crowai.dev");

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
        Response answer = ask(Row.STANDARD);

        assertThat(answer.headers().all("RateLimit")).containsExactly("\"standard\";r=199;t=120");
        assertThat(answer.headers().all("RateLimit-Policy")).containsExactly("\"standard\";q=200;w=120");
    }

    @Test
    void observing_counts_and_tells_and_refuses_nobody() {
        gateway.with("RATE_LIMIT_MODE", "observe");
        exhaust(Row.STANDARD);
        Response over = ask(Row.STANDARD);

        assertThat(over.status()).isEqualTo(200);
        assertThat(over.headers().all("RateLimit")).containsExactly("\"standard\";r=0;t=120");
        assertThat(over.headers().has("Retry-After")).isFalse();
        assertThat(gateway.log().getLast()).contains("\"limit\":\"observed\"");
    }

    @Test
    void switched_off_it_counts_nothing_and_tells_nothing() {
        gateway.with("RATE_LIMIT_MODE", "off");
        exhaust(Row.STANDARD);
        Response over = ask(Row.STANDARD);

        assertThat(over.status()).isEqualTo(200);
        assertThat(over.headers().names()).doesNotContain("ratelimit", "ratelimit-policy", "retry-after");
        assertThat(gateway.log().getLast()).doesNotContain("\"limit\"");
    }

    @Test
    void the_log_says_what_the_limiter_decided() {
        exhaust(Row.PUBLIC);

        assertThat(gateway.log().getLast()).contains("\"limit\":\"allowed\"");

        ask(Row.PUBLIC);

        assertThat(gateway.log().getLast())
                .contains("\"limit\":\"refused\"", "\"refusal\":\"public rate limit\"", "\"status\":429");
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void a_deployment_may_set_a_limit_by_the_name_of_its_policy(Row row) {
        gateway.with("RATE_LIMITS", "{\"%s\":{\"limit\":2,\"window\":30}}".formatted(row.policy));
        annIsKnownAsGood();
        Response first = ask(row);

        assertThat(first.headers().all("RateLimit-Policy")).containsExactly("\"%s\";q=2;w=30".formatted(row.policy));
        assertThat(left(ask(row))).isZero();
        assertThat(ask(row).header("Retry-After")).contains("30");
        for (Row other : Row.values()) {
            if (other != row) {
                assertThat(left(ask(other))).isEqualTo(other.limit - 1);
            }
        }
    }
}
