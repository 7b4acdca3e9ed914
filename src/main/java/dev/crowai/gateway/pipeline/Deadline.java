package dev.crowai.gateway.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When the answer must be ready.
 *
 * @param at the latest moment
 * @param clock what time it is
 */
public record Deadline(Instant at, InstantSource clock) {
    private static final Duration LEAST = Duration.ofMillis(1);

    public static Deadline in(Duration time, InstantSource clock) {
        return new Deadline(clock.instant().plus(time), clock);
    }

    /** What is left; at least a millisecond, so that it can always be a timeout. */
    public Duration remaining() {
        Duration left = Duration.between(clock.instant(), at);
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    /** What is left, but no more than {@code most}. */
    public Duration remainingAtMost(Duration most) {
        return least(remaining(), most);
    }

    /**
     * What one of several steps may take: half of what is left, but no more than {@code most}. However many slow steps
     * come one after the other, something is left for the next.
     */
    public Duration shareAtMost(Duration most) {
        Duration half = remaining().dividedBy(2);
        return least(half.compareTo(LEAST) < 0 ? LEAST : half, most);
    }

    /** Whether so much is left. */
    public boolean hasTimeFor(Duration step) {
        return remaining().compareTo(step) >= 0;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
