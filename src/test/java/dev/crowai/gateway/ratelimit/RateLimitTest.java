package dev.crowai.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.PolicyFamily;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.testing.Exchanges;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC "Rate limiting": what the step counts, refuses and tells. */
final class RateLimitTest extends RateLimitFixture {
    private static StoreKey key(String network) {
        return new StoreKey("limit:standard:" + network, "2/120");
    }

    @Test
    void tells_an_allowed_client_its_policy_and_what_is_left() {
        Response answer = ask(standard());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("RateLimit-Policy")).contains("\"standard\";q=2;w=120");
        assertThat(answer.header("RateLimit")).contains("\"standard\";r=1;t=120");
        assertThat(answer.header("Retry-After")).isEmpty();
    }

    @Test
    void refuses_a_client_that_is_over_its_limit() {
        RateLimit limit = standard();
        ask(limit);
        clock.move(Duration.ofMillis(20_500));
        ask(limit);
        Response answer = ask(limit);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(text(answer))
                .contains("\"error\":\"Too many requests\"")
                .contains("\"message\":\"Rate limit exceeded. Please try again later.\"")
                .contains(Exchanges.REQUEST_ID);
        assertThat(answer.header("RateLimit-Policy")).contains("\"standard\";q=2;w=120");
        assertThat(answer.header("RateLimit")).contains("\"standard\";r=0;t=100");
        assertThat(answer.header("Retry-After")).contains("100");
    }

    @Test
    void whoever_waits_as_long_as_retry_after_says_is_allowed() {
        RateLimit limit = standard();
        ask(limit);
        clock.move(Duration.ofMillis(15_250));
        ask(limit);
        long seconds = Long.parseLong(ask(limit).header("Retry-After").orElseThrow());
        clock.move(Duration.ofSeconds(seconds));

        assertThat(ask(limit).status()).isEqualTo(200);
    }

    @Test
    void a_refused_client_costs_no_count_until_its_window_moves() {
        RateLimit limit = standard();
        for (int i = 0; i < 50; i++) {
            ask(limit);
        }

        assertThat(counters.calls()).hasSize(3);
    }

    @Test
    void a_client_that_was_refused_is_counted_again_when_its_window_has_moved() {
        RateLimit limit = standard();
        for (int i = 0; i < 5; i++) {
            ask(limit);
        }
        clock.move(Duration.ofMinutes(2));
        ask(limit);

        assertThat(counters.calls()).hasSize(4);
    }

    @Test
    void a_refused_client_reaches_nothing_behind_the_limit() {
        RateLimit limit = standard();
        ask(limit);
        ask(limit);
        ask(limit);
        Response answer = limit.handle(from(IPV4), _ -> {
            throw new AssertionError("reached");
        });

        assertThat(answer.status()).isEqualTo(429);
    }

    @Test
    void replaces_the_limit_that_a_service_tells_of_itself() {
        Response answer = standard().handle(from(IPV4), _ -> Response.of(200).with("ratelimit", "\"other\";r=9;t=9"));

        assertThat(answer.headers().all("RateLimit")).containsExactly("\"standard\";r=1;t=120");
    }

    @Test
    void lets_through_what_the_chain_throws() {
        IllegalStateException fault = new IllegalStateException("fault");

        assertThatThrownBy(() -> standard().handle(from(IPV4), _ -> {
                    throw fault;
                }))
                .isSameAs(fault);
    }

    @Test
    void reading_a_session_has_a_budget_of_its_own() {
        RateLimit limit = limit(PolicyFamily.AUTHENTICATION, RateLimitMode.ENFORCE, Runnable::run);
        limit.handle(from(IPV4, Method.POST, "/api/v1/auth/sign-in/email", Duration.ofSeconds(20)), OK);
        Response answer = limit.handle(from(IPV4, Method.GET, "/api/v1/auth/get-session", Duration.ofSeconds(20)), OK);

        assertThat(answer.header("RateLimit")).contains("\"authentication-read\";r=2999;t=300");
    }

    @Test
    void an_internal_caller_is_neither_counted_nor_told_anything() {
        Exchange internal = from(IPV4)
                .withIdentity(new Identity.InternalCaller(Optional.empty(), Optional.empty(), Optional.empty()));
        Response answer = standard().handle(internal, OK);

        assertThat(counters.calls()).isEmpty();
        assertThat(answer.headers().has("RateLimit-Policy")).isFalse();
    }

    @Test
    void observes_without_refusing() {
        RateLimit limit = limit(PolicyFamily.SERVICES, RateLimitMode.OBSERVE, Runnable::run);
        ask(limit);
        ask(limit);
        Exchange exchange = from(IPV4);
        Response answer = limit.handle(exchange, passed -> {
            assertThat(passed.admission().refusal()).isEmpty();
            return Response.of(200);
        });

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("RateLimit")).contains("\"standard\";r=0;t=120");
        assertThat(results(exchange)).containsExactly(Result.Limit.OBSERVED);
        assertThat(events.lines()).isEmpty();
    }

    @Test
    void does_nothing_when_it_is_off() {
        RateLimit limit = limit(PolicyFamily.SERVICES, RateLimitMode.OFF, Runnable::run);
        ask(limit);
        ask(limit);
        Response answer = ask(limit);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().has("RateLimit")).isFalse();
        assertThat(counters.calls()).isEmpty();
    }

    @Test
    void records_what_became_of_a_request() {
        RateLimit limit = standard();
        Exchange first = from(IPV4);
        Exchange second = from(IPV4);
        Exchange third = from(IPV4);
        limit.handle(first, OK);
        limit.handle(second, OK);
        limit.handle(third, OK);

        assertThat(results(first)).containsExactly(Result.Limit.ALLOWED);
        assertThat(first.record().snapshot().stages()).containsKey(Stage.LIMIT);
        assertThat(results(third)).containsExactly(Result.Limit.REFUSED, new Refusal.OverLimit("standard"));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "::ffff:203.0.113.7, 203.0.113.7",
        "not-an-address, unparsable",
    })
    void counts_by_network(String address, String network) {
        standard().handle(from(address), OK);

        assertThat(counters.countedKeys()).containsExactly(key(network));
    }

    @Test
    void clients_whose_address_cannot_be_read_share_a_bucket_and_a_report_a_minute() {
        RateLimit limit = standard();
        limit.handle(from("one"), OK);
        limit.handle(from("two"), OK);
        Response third = limit.handle(from("three"), OK);
        clock.move(Duration.ofSeconds(59));
        limit.handle(from("four"), OK);
        clock.move(Duration.ofSeconds(1));
        limit.handle(from("five"), OK);

        assertThat(third.status()).isEqualTo(429);
        assertThat(events.lines()).filteredOn("unparsable address"::equals).hasSize(2);
    }

    @Test
    void chains_of_one_policy_share_its_budget_and_policies_share_none() {
        RateLimiter limiter = new RateLimiter(
                Limits.standard(), counters, new InMemoryStore(clock, 10), clock, Runnable::run, events);
        new RateLimit(PolicyFamily.SERVICES, limiter).handle(from(IPV4), OK);
        Response same = new RateLimit(PolicyFamily.SERVICES, limiter).handle(from(IPV4), OK);
        Response other = new RateLimit(PolicyFamily.PUBLIC, limiter).handle(from(IPV4), OK);

        assertThat(same.header("RateLimit")).contains("\"standard\";r=198;t=120");
        assertThat(other.header("RateLimit")).contains("\"public\";r=99;t=60");
    }
}
