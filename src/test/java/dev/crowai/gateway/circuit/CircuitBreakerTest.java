package dev.crowai.gateway.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.circuit.CircuitBreaker.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Duration REST = Duration.ofSeconds(2);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final CircuitBreaker breaker = new CircuitBreaker(3, REST, now::get);

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private void open() {
        assertThat(breaker.failed()).isEqualTo(Change.NONE);
        assertThat(breaker.failed()).isEqualTo(Change.NONE);
        assertThat(breaker.failed()).isEqualTo(Change.OPENED);
    }

    @Test
    void is_closed_until_the_last_failure_in_a_row() {
        assertThat(breaker.failed()).isEqualTo(Change.NONE);
        assertThat(breaker.failed()).isEqualTo(Change.NONE);
        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.succeeded()).isEqualTo(Change.NONE);
        assertThat(breaker.failed()).isEqualTo(Change.NONE);
        assertThat(breaker.failed()).isEqualTo(Change.NONE);

        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void refuses_for_the_rest_when_open() {
        open();

        assertThat(breaker.permits()).isFalse();
        pass(REST.minusMillis(1));
        assertThat(breaker.permits()).isFalse();
    }

    @Test
    void lets_two_calls_through_after_the_rest() {
        open();
        pass(REST);

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isFalse();
    }

    @Test
    void lets_no_second_call_through_after_the_first_has_failed() {
        open();
        pass(REST);
        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.failed()).isEqualTo(Change.NONE);

        assertThat(breaker.permits()).isFalse();
    }

    @Test
    void is_closed_by_the_success_of_that_call() {
        open();
        pass(REST);
        assertThat(breaker.permits()).isTrue();

        assertThat(breaker.succeeded()).isEqualTo(Change.CLOSED);

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.failed()).isEqualTo(Change.NONE);
        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void rests_once_more_after_its_failure() {
        open();
        pass(REST);
        assertThat(breaker.permits()).isTrue();
        pass(Duration.ofMillis(500));

        assertThat(breaker.failed()).isEqualTo(Change.NONE);

        pass(REST.minusMillis(1));
        assertThat(breaker.permits()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void tries_again_when_no_call_reports() {
        open();
        pass(REST);
        assertThat(breaker.permits()).isTrue();

        pass(REST);

        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void does_not_rest_for_longer_when_the_clock_is_set_back() {
        open();

        pass(Duration.ofHours(-1));

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isFalse();
    }

    @Test
    void failures_of_one_source_count_once() {
        for (int i = 0; i < 10; i++) {
            assertThat(breaker.failed("one")).isEqualTo(Change.NONE);
        }
        assertThat(breaker.failed("two")).isEqualTo(Change.NONE);

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.failed("three")).isEqualTo(Change.OPENED);
    }

    @Test
    void a_success_forgets_the_sources() {
        assertThat(breaker.failed("one")).isEqualTo(Change.NONE);
        assertThat(breaker.succeeded()).isEqualTo(Change.NONE);
        assertThat(breaker.failed("one")).isEqualTo(Change.NONE);
        assertThat(breaker.failed("two")).isEqualTo(Change.NONE);

        assertThat(breaker.failed("three")).isEqualTo(Change.OPENED);
    }

    @Test
    void a_failure_of_any_source_opens_it_again_after_the_rest() {
        assertThat(breaker.failed("one")).isEqualTo(Change.NONE);
        assertThat(breaker.failed("two")).isEqualTo(Change.NONE);
        assertThat(breaker.failed("three")).isEqualTo(Change.OPENED);
        pass(REST);
        assertThat(breaker.permits()).isTrue();

        assertThat(breaker.failed("one")).isEqualTo(Change.NONE);

        pass(REST.minusMillis(1));
        assertThat(breaker.permits()).isFalse();
    }

    @Test
    void needs_at_least_one_failure() {
        assertThatThrownBy(() -> new CircuitBreaker(0, REST, now::get)).isInstanceOf(IllegalArgumentException.class);
    }
}
