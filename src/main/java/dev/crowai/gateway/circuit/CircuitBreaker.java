package dev.crowai.gateway.circuit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * The circuit breaker of one dependency. It is closed until a number of calls have failed without a success between
 * them. Then it is open: it refuses every call for its open time. After that it is half-open: two calls pass, as
 * many as one request makes at once. A success closes it and a failure opens it again. Passing calls that report
 * nothing block the others for one open time at most. Thread-safe.
 *
 * <p>A call may fail because of what is in it. Such failures name their source, and those of one source count once. So
 * no source alone can make the breaker refuse the calls of all others.
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

    /** What one report has changed. */
    public enum Change {
        NONE,
        OPENED,
        CLOSED
    }

    /**
     * A closed one.
     *
     * @param mostFailures how many failures open it, at least 1
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
        if (isClosed()) {
            return true;
        }
        Instant now = clock.instant();
        // A clock that was set back must not make the open time longer than it is.
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

    /** The dependency has responded. */
    public synchronized Change succeeded() {
        Change change = isClosed() ? Change.NONE : Change.CLOSED;
        failures = 0;
        sources.clear();
        return change;
    }

    /** The dependency has failed, whatever the call was. */
    public synchronized Change failed() {
        return count();
    }

    /**
     * The dependency has failed, perhaps because of the call.
     *
     * @param source who made the call; further failures of the same source count only when the breaker is open
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
