package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AnonymousFailuresTest {
    private final HandMovedClock clock = new HandMovedClock();
    private final AnonymousFailures failures = new AnonymousFailures(clock);
    private final AtomicInteger lookups = new AtomicInteger();

    private String fail(String network) throws LookupException {
        return failures.unlessFailing(network, () -> {
            lookups.incrementAndGet();
            throw ServicesDouble.failure();
        });
    }

    @Test
    void a_lookup_that_failed_is_not_made_again_for_five_seconds_from_the_same_network() throws LookupException {
        assertThatThrownBy(() -> fail("192.0.2.7")).isInstanceOf(LookupException.class);
        clock.move(Duration.ofMillis(4_999));
        assertThatThrownBy(() -> fail("192.0.2.7")).isInstanceOf(LookupException.class);
        assertThat(lookups).hasValue(1);
        assertThat(failures.unlessFailing("198.51.100.9", () -> "a session")).isEqualTo("a session");

        clock.move(Duration.ofMillis(1));
        assertThat(failures.unlessFailing("192.0.2.7", () -> "a session")).isEqualTo("a session");
    }
}
