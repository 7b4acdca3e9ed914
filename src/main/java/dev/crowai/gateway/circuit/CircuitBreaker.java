package dev.crowai.gateway.circuit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The circuit breaker of one dependency. It is closed until a number of calls in a row have failed. Then it is open:
 * it refuses every call for a rest. After the rest it is half-open: one call passes, whose success closes it and whose
 * failure opens it for another rest. A passing call that reports nothing blocks the others for one rest at most.
 * Thread-safe.
 */
public final class CircuitBreaker {
    private final int mostFailures;
    private final Duration openTime;
    private final InstantSource clock;
    private int consecutiveFailures;
    private Instant openUntil = Instant.MIN;

    /** What one report has changed. */
    public enum Change {
        NONE,
        OPENED,
        CLOSED
    }

    /**
     * A closed one.
     *
     * @param mostFailures how many failures in a row open it, at least 1
     * @param openTime how long it refuses after each failure that finds or makes it open
     */
    public CircuitBreaker(int mostFailures, Duration openTime, InstantSource clock) {
        if (mostFailures < 1) {
            throw new IllegalArgumentException("opened by " + mostFailures + " failures");
        }
        this.mostFailures = mostFailures;
        this.openTime = openTime;
        this.clock = clock;
    }

    /** Whether a call may be made now. Whoever is told so reports how it went. */
    public synchronized boolean permits() {
        if (consecutiveFailures < mostFailures) {
            return true;
        }
        Instant now = clock.instant();
        // A clock that was set back must not make the rest longer than it is.
        if (now.isBefore(openUntil) && !now.plus(openTime).isBefore(openUntil)) {
            return false;
        }
        openUntil = now.plus(openTime);
        return true;
    }

    /** The dependency has answered. */
    public synchronized Change succeeded() {
        Change change = consecutiveFailures < mostFailures ? Change.NONE : Change.CLOSED;
        consecutiveFailures = 0;
        return change;
    }

    /** The dependency has failed. */
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
