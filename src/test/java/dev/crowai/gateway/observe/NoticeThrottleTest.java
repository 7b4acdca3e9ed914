package dev.crowai.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NoticeThrottleTest {
    private final HandMovedClock clock = new HandMovedClock();
    private final NoticeThrottle throttle = new NoticeThrottle(Duration.ofMinutes(1), clock);

    @Test
    void lets_one_notice_through_per_interval() {
        assertThat(throttle.tryAcquire()).isTrue();
        clock.moveSeconds(59);
        assertThat(throttle.tryAcquire()).isFalse();
        clock.moveSeconds(1);
        assertThat(throttle.tryAcquire()).isTrue();
        assertThat(throttle.tryAcquire()).isFalse();
    }
}
