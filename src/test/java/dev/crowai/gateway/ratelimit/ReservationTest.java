package dev.crowai.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** SPEC "Rate limiting", failed-credentials: lookups whose result is not known yet. */
final class ReservationTest {
    private static final Duration ENOUGH = Duration.ofSeconds(5);

    private final HandMovedClock clock = new HandMovedClock(Exchanges.NOW);
    private final StoreDouble counters = new StoreDouble(clock);
    private final List<Duration> delays = new ArrayList<>();
    /** What other requests do while this one waits. */
    private final Deque<Runnable> meanwhile = new ArrayDeque<>();

    private final Limits limits =
            new Limits(RateLimitMode.ENFORCE, Map.of(Policy.FAILED_CREDENTIALS, new Quota(2, 300)));
    private final RateLimiter limiter = new RateLimiter(
            limits,
            counters,
            new InMemoryStore(clock, 10),
            clock,
            Runnable::run,
            new LoggedEvents(),
            ENOUGH,
            this::later);
    private final List<Bucket> bucket =
            limiter.buckets().ofFailures(CredentialKind.SESSION, new ClientAddress("203.0.113.7"));

    private Executor later(Duration delay) {
        delays.add(delay);
        if (!meanwhile.isEmpty()) {
            meanwhile.remove().run();
        }
        return Runnable::run;
    }

    private Reservation reserve() {
        return Reservation.of(limiter, bucket, ENOUGH);
    }

    /** Counting runs at once, so this is done when it returns. */
    private static void takeBack(Reservation reservation) {
        reservation.takeBack().join();
    }

    @Test
    void one_below_the_limit_waits_for_nothing() {
        assertThat(reserve().isRefused()).isFalse();
        assertThat(delays).isEmpty();
    }

    @Test
    void one_over_the_limit_is_permitted_when_a_lookup_before_it_found_a_good_credential() {
        Reservation first = reserve();
        reserve();
        meanwhile.add(() -> takeBack(first));

        assertThat(reserve().isRefused()).isFalse();
        assertThat(delays).hasSize(1);
    }

    @Test
    void it_is_tried_three_times() {
        Reservation first = reserve();
        reserve();
        meanwhile.add(() -> {});
        meanwhile.add(() -> takeBack(first));

        assertThat(reserve().isRefused()).isFalse();
        assertThat(delays).hasSize(2);
    }

    @Test
    void one_over_the_limit_is_refused_when_all_lookups_before_it_failed() {
        reserve();
        reserve();

        assertThat(reserve().isRefused()).isTrue();
        assertThat(delays).hasSize(2);
    }

    @Test
    void the_next_one_is_refused_from_memory() {
        reserve();
        reserve();
        reserve();
        delays.clear();
        counters.forgetCalls();

        assertThat(reserve().isRefused()).isTrue();
        assertThat(delays).isEmpty();
        assertThat(counters.calls()).isEmpty();
    }

    @Test
    void a_first_refusal_refuses_nobody_else_while_it_is_tried_again() {
        Reservation first = reserve();
        reserve();
        List<Boolean> neighbours = new ArrayList<>();
        meanwhile.add(() -> {
            takeBack(first);
            neighbours.add(reserve().isRefused());
        });
        reserve();

        assertThat(neighbours).containsExactly(false);
    }

    @Test
    void good_credentials_leave_the_budget_of_an_instance_as_it_was_when_the_store_is_too_slow_to_count() {
        RateLimiter slow = new RateLimiter(
                limits,
                counters,
                new InMemoryStore(clock, 10),
                clock,
                _ -> {},
                new LoggedEvents(),
                ENOUGH,
                _ -> _ -> {});
        List<Boolean> refused = new ArrayList<>();
        for (int lookup = 0; lookup < 5; lookup++) {
            Reservation reservation = Reservation.of(slow, bucket, Duration.ZERO);
            refused.add(reservation.isRefused());
            assertThat(reservation.takeBack()).isNotDone();
        }

        assertThat(refused).containsOnly(false);
    }

    @Test
    void a_request_that_has_no_time_left_waits_for_nothing() {
        reserve();
        reserve();

        assertThat(Reservation.of(limiter, bucket, Duration.ofMillis(99)).isRefused())
                .isTrue();
        assertThat(delays).isEmpty();
    }
}
