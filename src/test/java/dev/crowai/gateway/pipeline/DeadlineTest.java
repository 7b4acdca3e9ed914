package dev.crowai.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final HandMovedClock clock = new HandMovedClock();

    @Test
    void comes_nearer_as_time_passes() {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20), clock);
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(20));

        clock.move(Duration.ofSeconds(15));
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void leaves_a_call_no_more_than_it_may_take_and_no_more_than_there_is() {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20), clock);
        assertThat(deadline.remainingAtMost(Duration.ofSeconds(8))).isEqualTo(Duration.ofSeconds(8));

        clock.move(Duration.ofSeconds(15));
        assertThat(deadline.remainingAtMost(Duration.ofSeconds(8))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void leaves_something_for_the_next_step_however_slow_the_steps_are() {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20), clock);
        Duration most = Duration.ofSeconds(5);
        assertThat(deadline.shareAtMost(most)).isEqualTo(most);

        for (int step = 0; step < 6; step++) {
            clock.move(deadline.shareAtMost(most));
        }

        assertThat(deadline.remaining()).isGreaterThan(Duration.ofMillis(500));
        clock.move(Duration.ofHours(1));
        assertThat(deadline.shareAtMost(most)).isEqualTo(MILLISECOND);
    }

    @Test
    void leaves_a_millisecond_when_it_has_passed() {
        Deadline deadline = Deadline.in(Duration.ofSeconds(1), clock);

        clock.move(Duration.ofNanos(999_500_000));
        assertThat(deadline.remaining()).isEqualTo(MILLISECOND);
        clock.move(Duration.ofHours(1));
        assertThat(deadline.remaining()).isEqualTo(MILLISECOND);
        assertThat(deadline.remainingAtMost(Duration.ofSeconds(8))).isEqualTo(MILLISECOND);
        assertThat(Deadline.in(Duration.ofSeconds(-1), clock).remaining()).isEqualTo(MILLISECOND);
    }
}
