package dev.crowai.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SPEC "Rate limiting": in which buckets a request counts, and which lookups it may cause. One of each is the limit. */
final class TallyTest {
    private static final Duration ENOUGH = Duration.ofSeconds(5);
    private static final Identity ANN =
            new Identity.SessionUser("ann", new ActiveOrganization.None(), Secret.of("a.b.c"));
    private static final Identity ANONYMOUS = new Identity.Anonymous(Optional.empty(), Optional.empty());

    private final HandMovedClock clock = new HandMovedClock(Exchanges.NOW);
    private final StoreDouble counters = new StoreDouble(clock);
    private final Exchange exchange = Exchanges.get("/api/v1/products");
    private final RateLimiter enforcing = limiter(RateLimitMode.ENFORCE);

    private RateLimiter limiter(RateLimitMode mode) {
        Limits limits = new Limits(
                mode,
                Map.of(
                        Policy.STANDARD, new Quota(1, 120),
                        Policy.CALLER, new Quota(1, 120),
                        Policy.FAILED_CREDENTIALS, new Quota(1, 300)));
        return new RateLimiter(
                limits,
                counters,
                new InMemoryStore(clock, 10),
                clock,
                Runnable::run,
                new LoggedEvents(),
                ENOUGH,
                _ -> Runnable::run);
    }

    private Tally tally(RateLimiter limiter, boolean hasBudgetOfCaller) {
        return new Tally(
                limiter, exchange, limiter.buckets().ofAddress(Policy.STANDARD, Exchanges.CLIENT), hasBudgetOfCaller);
    }

    private List<String> counted() {
        return counters.countedKeys().stream().map(StoreKey::partition).toList();
    }

    private static Optional<String> policy(Optional<Response> refusal) {
        return refusal.flatMap(response -> response.header("RateLimit-Policy"));
    }

    @Test
    void a_known_caller_counts_in_its_own_bucket_and_no_other() {
        Tally tally = tally(enforcing, true);

        assertThat(tally.count(ANN)).isEmpty();
        assertThat(tally.refusal()).isEmpty();
        assertThat(tally.countedCaller()).contains(ANN);
        assertThat(counted()).singleElement().asString().startsWith("limit:caller:");
    }

    @Test
    void a_caller_that_is_known_to_be_over_its_limit_is_refused_at_once() {
        tally(enforcing, true).count(ANN);

        Optional<Response> refusal = tally(enforcing, true).count(ANN);

        assertThat(refusal.map(Response::status)).contains(429);
        assertThat(policy(refusal)).contains("\"caller\";q=1;w=120");
    }

    @Test
    void everyone_else_counts_at_the_address() {
        Tally anonymous = tally(enforcing, true);
        anonymous.count(ANONYMOUS);
        Tally withoutBudget = tally(enforcing, false);
        Optional<Response> refusal = withoutBudget.count(ANN);

        assertThat(counted()).containsOnly("limit:standard:203.0.113.7");
        assertThat(anonymous.countedCaller()).isEmpty();
        assertThat(policy(refusal)).contains("\"standard\";q=1;w=120");
    }

    @Test
    void an_address_over_its_limit_costs_no_lookup_but_of_a_credential_that_is_known_as_good() {
        tally(enforcing, true).countAtAddress();
        tally(enforcing, true).countAtAddress();

        Tally unknown = tally(enforcing, true);
        assertThat(unknown.attempt(CredentialKind.JWT, false).isRefused()).isTrue();
        assertThat(policy(unknown.refusal())).contains("\"standard\";q=1;w=120");
        assertThat(tally(enforcing, true).attempt(CredentialKind.SESSION, true).isRefused())
                .isFalse();
    }

    @Test
    void a_request_that_is_counted_is_looked_up_whatever_became_of_its_address() {
        Tally counted = tally(enforcing, true);
        counted.countAtAddress();
        tally(enforcing, true).countAtAddress();

        assertThat(counted.attempt(CredentialKind.SESSION, false).isRefused()).isFalse();
    }

    @Test
    void a_marked_credential_that_turns_out_invalid_is_a_failure() {
        tally(enforcing, true).attempt(CredentialKind.SESSION, true).failed(() -> {});

        assertThat(counted()).containsExactly("limit:failed-credentials:session:203.0.113.7");
    }

    @Test
    void a_marked_credential_without_a_caller_proves_that_there_is_none() {
        Tally marked = tally(enforcing, true);
        assertThat(marked.provedNoCaller()).isFalse();
        marked.attempt(CredentialKind.SESSION, true).succeeded(() -> {});
        assertThat(marked.provedNoCaller()).isTrue();
        marked.count(ANN);
        assertThat(marked.provedNoCaller()).isFalse();

        Tally withoutBudget = tally(enforcing, false);
        withoutBudget.attempt(CredentialKind.SESSION, true).succeeded(() -> {});
        assertThat(withoutBudget.provedNoCaller()).isFalse();

        Tally unmarked = tally(enforcing, true);
        unmarked.attempt(CredentialKind.API_KEY, false).succeeded(() -> {});
        assertThat(unmarked.provedNoCaller()).isFalse();
    }

    @Test
    void a_deployment_that_observes_looks_up_what_is_over_the_limit_and_counts_the_request() {
        RateLimiter observing = limiter(RateLimitMode.OBSERVE);
        tally(observing, true).attempt(CredentialKind.API_KEY, false).failed(() -> {});

        Tally over = tally(observing, true);

        assertThat(over.attempt(CredentialKind.API_KEY, false).isRefused()).isFalse();
        assertThat(over.observedCredential()).isTrue();
        assertThat(over.decision().policy()).isEqualTo(Policy.STANDARD);
        assertThat(over.refusal()).isEmpty();
    }
}
