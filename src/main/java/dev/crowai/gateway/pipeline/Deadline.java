package dev.crowai.gateway.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time at which the response must be ready.
 *
 * @param at the latest moment
 * @param clock the current time
 */
public record Deadline(Instant at, InstantSource clock) {
    private static final Duration LEAST = Duration.ofMillis(1);

    public static Deadline in(Duration time, InstantSource clock) {
        return new Deadline(clock.instant().plus(time), clock);
    }

    /** The remaining time, at least one millisecond, so that it can always be used as a timeout. */
    public Duration remaining() {
        Duration left = Duration.between(clock.instant(), at);
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    /** The remaining time, at most {@code most}. */
    public Duration remainingAtMost(Duration most) {
        return least(remaining(), most);
    }

    /**
     * The time for one of several steps: half of the remaining time, at most {@code most}. So there is always some time
     * left for the next step, even after several slow ones.
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
