package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Pipelines": the orders of the rate limit that {@link Gateway} gives a reason for. */
final class LimitOrderTest {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String[] INTERNAL = {"X-Internal-Key", Platform.INTERNAL_KEY};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";
    private static final String ORGANIZATION = "/api/v1/organizations/by-auth-id/ba-acme";

    private final TestGateway gateway = new TestGateway();
    private final StoreDouble store = new StoreDouble(gateway.clock());
    private final Platform platform = gateway.on(store, store).platform();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                PRODUCTS,
                PRODUCTS + "/images/a.png",
                "/api/v1/auth/get-session",
                "/api/v1/auth/jwt/verify",
                "/api/v1/auth/onboarding/status",
                "/api/v1/auth/team-invitations/x"
            })
    void internal_callers_are_recognized_before_the_limit(String path) {
        Response response = gateway.get(path, INTERNAL);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().has("RateLimit")).isFalse();
        assertThat(store.calls()).doesNotContain("count");
    }

    @Test
    void the_limit_refuses_from_memory_before_anybody_is_looked_up() {
        IntStream.range(0, 201).forEach(_ -> gateway.get(QUESTIONS));
        gateway.advance(Duration.ofSeconds(61));
        platform.forgetCalls();
        store.forgetCalls();

        assertThat(gateway.get(QUESTIONS).status()).isEqualTo(429);
        assertThat(platform.calls()).isEqualTo(List.of());
        assertThat(store.calls()).isEmpty();
    }

    /** Uses up a budget of one request with requests that name no caller. */
    private void useUp(String path) {
        String one = "{\"limit\":1,\"window\":300}";
        gateway.with("RATE_LIMITS", "{\"standard\":%1$s,\"authentication-read\":%1$s}".formatted(one));
        gateway.get(path);
        gateway.get(path);
        platform.forgetCalls();
        store.forgetCalls();
    }

    @ParameterizedTest
    @ValueSource(strings = {PRODUCTS, "/api/v1/auth/onboarding/status", "/api/v1/auth/team-invitations/x"})
    void the_limit_stands_before_authentication_so_that_a_refusal_costs_no_lookup(String path) {
        useUp(path);

        Response refused = gateway.get(path, ANN);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(platform.calls()).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/auth/jwt/system/token", "/api/v1/better-auth/onboarding/status"})
    void the_limit_stands_before_access_so_that_it_also_counts_what_a_rule_refuses(String path) {
        useUp(path);

        assertThat(gateway.get(path).status()).isEqualTo(429);
    }

    @Test
    void the_count_begins_after_authentication_which_says_whose_budget_it_is() {
        assertThat(gateway.get(PRODUCTS, ANN).header("RateLimit-Policy").orElseThrow())
                .startsWith("\"caller\"");
    }

    /** Of a session that is known as good: an unknown one is counted at its lookup too. */
    @Test
    void the_count_begins_before_the_organization_is_looked_up() {
        List<String> before = new ArrayList<>();
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofMinutes(61));
        store.forgetCalls();
        platform.on(ORGANIZATION, _ -> {
            before.addAll(store.calls());
            return Response.json(200, "{\"id\":\"" + Platform.ACME + "\"}");
        });
        gateway.get(PRODUCTS, ANN);

        assertThat(before).contains("count");
    }
}
