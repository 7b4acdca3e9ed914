package dev.crowai.gateway.circuit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The circuit breaker of one dependency. It is closed until a number of consecutive calls have failed. Then it is open:
 * for a fixed time, it refuses every call. After that time it is half-open: it allows one call. A success closes it,
 * and a failure opens it again for the same time. If the result of that call is never reported, the next call is
 * allowed after the same time. Thread-safe.
 */
public final class CircuitBreaker {
    private final int mostFailures;
    private final Duration openTime;
    private final InstantSource clock;
    private int consecutiveFailures;
    private Instant openUntil = Instant.MIN;

    /** The change that a reported result has caused. */
    public enum Change {
        NONE,
        OPENED,
        CLOSED
    }

    /**
     * A closed circuit breaker.
     *
     * @param mostFailures how many consecutive failures open it, at least 1
     * @param openTime how long it refuses calls after the failure that opened it
     */
    public CircuitBreaker(int mostFailures, Duration openTime, InstantSource clock) {
        if (mostFailures < 1) {
            throw new IllegalArgumentException("opened by " + mostFailures + " failures");
        }
        this.mostFailures = mostFailures;
        this.openTime = openTime;
        this.clock = clock;
    }

    /** Whether a call may be made now. If so, the caller must report its result. */
    public synchronized boolean permits() {
        if (consecutiveFailures < mostFailures) {
            return true;
        }
        Instant now = clock.instant();
        // If the clock was set back, the open time must not become longer.
        if (now.isBefore(openUntil) && !now.plus(openTime).isBefore(openUntil)) {
            return false;
        }
        openUntil = now.plus(openTime);
        return true;
    }

    /** Reports a success. */
    public synchronized Change succeeded() {
        Change change = consecutiveFailures < mostFailures ? Change.NONE : Change.CLOSED;
        consecutiveFailures = 0;
        return change;
    }

    /** Reports a failure. */
    public synchronized Change failed() {
        boolean wasClosed = consecutiveFailures < mostFailures;
        consecutiveFailures = Math.min(consecutiveFailures + 1, mostFailures);
        if (consecutiveFailures < mostFailures) {
            return Change.NONE;
        }
        openUntil = clock.instant().plus(openTime);
        return wasClosed ? Change.OPENED : Change.NONE;
    }
}
