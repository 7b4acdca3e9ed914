package dev.crowai.gateway.circuit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * The circuit breaker of one dependency. It is closed until a number of calls have failed without a success between
 * them. Then it is open: for a fixed time, it refuses every call. After that time it is half-open: it allows two calls,
 * as many as one request makes at once. A success closes it, and a failure opens it again for the same time. If the
 * results of those calls are never reported, the next two calls are allowed after the same time. Thread-safe.
 *
 * <p>A call may fail because of its content. Such failures name their source, and the failures of one source count
 * once. So one source alone cannot make the breaker refuse the calls of all others.
 */
public final class CircuitBreaker {
    private static final int TRIALS = 2;

    private final int mostFailures;
    private final Duration openTime;
    private final InstantSource clock;
    private final Set<String> sources = new HashSet<>();
    private int failures;
    private int trialsLeft;
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
     * @param mostFailures how many failures open it, at least 1
     * @param openTime how long it refuses calls after each failure that opens it
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
        if (isClosed()) {
            return true;
        }
        Instant now = clock.instant();
        // If the clock was set back, the open time must not become longer.
        if (now.isBefore(openUntil) && !now.plus(openTime).isBefore(openUntil)) {
            if (trialsLeft == 0) {
                return false;
            }
            trialsLeft--;
            return true;
        }
        openUntil = now.plus(openTime);
        trialsLeft = TRIALS - 1;
        return true;
    }

    /** Reports a success. */
    public synchronized Change succeeded() {
        Change change = isClosed() ? Change.NONE : Change.CLOSED;
        failures = 0;
        sources.clear();
        return change;
    }

    /** Reports a failure that does not depend on the call. */
    public synchronized Change failed() {
        return count();
    }

    /**
     * Reports a failure that the call itself may have caused.
     *
     * @param source who made the call; while the breaker is closed, further failures of the same source do not count
     */
    public synchronized Change failed(String source) {
        return isClosed() && !sources.add(source) ? Change.NONE : count();
    }

    private Change count() {
        boolean wasClosed = isClosed();
        failures = Math.min(failures + 1, mostFailures);
        if (isClosed()) {
            return Change.NONE;
        }
        openUntil = clock.instant().plus(openTime);
        trialsLeft = 0;
        return wasClosed ? Change.OPENED : Change.NONE;
    }

    private boolean isClosed() {
        return failures < mostFailures;
    }
}
