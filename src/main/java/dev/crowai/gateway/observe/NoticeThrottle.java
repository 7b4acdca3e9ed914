package dev.crowai.gateway.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Limits how often one notice is logged, so that a fault in every request does not flood the log. Each instance of the
 * function has its own throttle. Thread-safe.
 */
public final class NoticeThrottle {
    private final Duration interval;
    private final InstantSource clock;
    private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

    /**
     * A throttle that lets the first notice through.
     *
     * @param interval from one notice to the next
     */
    public NoticeThrottle(Duration interval, InstantSource clock) {
        this.interval = interval;
        this.clock = clock;
    }

    /** Whether the notice may be logged now. After {@code true} it returns {@code false} until the interval is over. */
    public boolean tryAcquire() {
        Instant now = clock.instant();
        Instant due = next.get();
        return !now.isBefore(due) && next.compareAndSet(due, now.plus(interval));
    }
}
