package dev.crowai.gateway.ratelimit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.testing.Exchanges;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PolicyTest {
    @ParameterizedTest
    @CsvSource({
        "public, 100, 60, Rate limit exceeded for public endpoints.",
        "standard, 200, 120, Rate limit exceeded. Please try again later.",
        "authentication, 50, 300, Account temporarily locked. Please try again in 5 minutes.",
        "caller, 600, 120, Rate limit exceeded. Please try again later.",
        "ingest, 1200, 120, Rate limit exceeded. Please try again later.",
        "authentication-read, 3000, 300, Rate limit exceeded. Please try again later.",
        "failed-credentials, 60, 300, Too many invalid credentials. Please try again later.",
    })
    void has_the_budgets_and_messages_of_the_specification(String label, int limit, int window, String message) {
        Policy policy = Policy.named(label).orElseThrow();

        assertThat(policy.quota()).isEqualTo(new Quota(limit, window));
        assertThat(policy.message()).isEqualTo(message);
        assertThat(policy.label()).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({"Standard", "authentication_read", "''"})
    void knows_no_other_name(String label) {
        assertThat(Policy.named(label)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, AUTHENTICATION_READ",
        "HEAD, AUTHENTICATION_READ",
        "POST, AUTHENTICATION",
        "PUT, AUTHENTICATION",
        "PATCH, AUTHENTICATION",
        "DELETE, AUTHENTICATION",
        "OPTIONS, AUTHENTICATION"
    })
    void polling_a_session_takes_nothing_from_the_budget_for_signing_in(Method method, Policy expected) {
        assertThat(PolicyFamily.AUTHENTICATION.ofAddress(Exchanges.of(method, "/api/v1/auth/get-session")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"products, STANDARD", "mcp, STANDARD", "qna, STANDARD", "ingest, INGEST", "cctv, INGEST"})
    void devices_and_shoppers_browsers_have_a_policy_of_their_own(String segment, Policy expected) {
        Exchange exchange = Exchanges.get("/api/v1/" + segment);

        assertThat(PolicyFamily.SERVICES.ofAddress(exchange)).isEqualTo(expected);
        assertThat(PolicyFamily.CALLERS.ofAddress(exchange)).isEqualTo(expected);
        assertThat(PolicyFamily.CALLERS.hasBudgetOfCaller(exchange)).isEqualTo(expected == Policy.STANDARD);
    }

    @ParameterizedTest
    @EnumSource(value = PolicyFamily.class, names = "CALLERS", mode = EnumSource.Mode.EXCLUDE)
    void callers_have_a_budget_only_where_they_are_asked_for(PolicyFamily family) {
        assertThat(family.hasBudgetOfCaller(Exchanges.get("/api/v1/products"))).isFalse();
    }

    @Test
    void a_deployment_overrides_one_policy_and_leaves_the_others() {
        Limits limits = new Limits(RateLimitMode.ENFORCE, Map.of(Policy.STANDARD, new Quota(5, 10)));

        assertThat(limits.quota(Policy.STANDARD)).isEqualTo(new Quota(5, 10));
        assertThat(limits.quota(Policy.PUBLIC)).isEqualTo(new Quota(100, 60));
    }

    @Test
    void modes_are_known_by_their_names() {
        assertThat(RateLimitMode.named("enforce")).contains(RateLimitMode.ENFORCE);
        assertThat(RateLimitMode.named("observe")).contains(RateLimitMode.OBSERVE);
        assertThat(RateLimitMode.named("off")).contains(RateLimitMode.OFF);
        assertThat(RateLimitMode.named("Off")).isEmpty();
    }
}
