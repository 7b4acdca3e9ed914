package dev.crowai.gateway.store;

import java.time.Instant;
import java.util.Arrays;

/**
 * The arithmetic of {@link Counters}, without any I/O. Immutable.
 *
 * <p>A running total counts the allowed requests. Every slot leaves a mark: when its last request was made, and its
 * <em>ceiling</em>, the total after that request plus the limit. Once the mark's time is out of the window, all
 * requests up to it are, and the total may go up to the ceiling. So a request is allowed when the total is below the
 * limit, or below the ceiling of any mark whose time is out of the window: a comparison that a DynamoDB condition can
 * make, with no sum and nothing that the writer must know beforehand.
 *
 * <p>Marks lie in a ring. The latest mark out of the window is the one that decides. It is at most two windows old,
 * for after a silence of a window the count begins anew; the ring holds two windows, one slot more for a request that
 * arrives out of order, and one that is being written. An older mark that is still there only ever allows less.
 */
public final class SlidingWindow {
    /** The marks that the ring holds. */
    public static final int MARKS = 2 * Quota.SLOTS + 2;

    /**
     * By how much a request may be older than the last one counted and still be counted at its own time. Requests
     * overtake each other on the way to the store by less, and the clocks of two instances differ by less.
     */
    public static final long CLOCK_TOLERANCE_MILLIS = 100;

    /** Before any request. */
    public static final SlidingWindow EMPTY = new SlidingWindow(0, 0, new long[MARKS], new long[MARKS]);

    private final long total;
    private final long lastMillis;
    private final long[] ceilings;
    private final long[] times;

    private SlidingWindow(long total, long lastMillis, long[] ceilings, long[] times) {
        this.total = total;
        this.lastMillis = lastMillis;
        this.ceilings = ceilings;
        this.times = times;
    }

    /**
     * A window as it was stored.
     *
     * @param total allowed requests since the count began
     * @param lastMillis when the last of them was made
     * @param ceilings by position, 0 where there is no mark
     * @param times by position, in milliseconds of the epoch, 0 where there is no mark
     */
    public static SlidingWindow of(long total, long lastMillis, long[] ceilings, long[] times) {
        return new SlidingWindow(total, lastMillis, Arrays.copyOf(ceilings, MARKS), Arrays.copyOf(times, MARKS));
    }

    /** Where in the ring a request of this time leaves its mark. */
    public static int position(Quota quota, long millis) {
        return (int) Math.floorMod(millis / quota.slotMillis(), (long) MARKS);
    }

    /** The ceiling that a request leaves, as what is added to the total before it. */
    public static long ceilingAbove(Quota quota) {
        return quota.limit() + 1L;
    }

    public long total() {
        return total;
    }

    public long lastMillis() {
        return lastMillis;
    }

    public long ceiling(int position) {
        return ceilings[position];
    }

    public long time(int position) {
        return times[position];
    }

    /**
     * Whether the count begins anew: nothing counts any more, or the last request lies more than a window ahead, where
     * only a broken clock can have put it.
     */
    public boolean isOver(Quota quota, long now) {
        return total == 0 || lastMillis <= quota.windowStart(now) || quota.windowStart(lastMillis) > now;
    }

    /** The time at which a request is counted: now, or where this clock is behind, the time of the last one. */
    public long timeFor(long now) {
        return lastMillis > now + CLOCK_TOLERANCE_MILLIS ? lastMillis : now;
    }

    /** How many requests would be allowed at that time. */
    public int room(Quota quota, long millis) {
        long highest = quota.limit();
        for (int i = 0; i < MARKS; i++) {
            if (times[i] <= quota.windowStart(millis)) {
                highest = Math.max(highest, ceilings[i]);
            }
        }
        return Math.clamp(highest - total, 0, quota.limit());
    }

    /** This window with one more request. */
    public SlidingWindow plusOne(Quota quota, long millis) {
        long[] higher = ceilings.clone();
        long[] later = times.clone();
        int position = position(quota, millis);
        higher[position] = total + ceilingAbove(quota);
        later[position] = millis;
        return new SlidingWindow(total + 1, millis, higher, later);
    }

    /** What a client is told about this window at that time. */
    public Count count(boolean allowed, Quota quota, long millis) {
        long oldest = Long.MAX_VALUE;
        for (long time : times) {
            if (time > quota.windowStart(millis)) {
                oldest = Math.min(oldest, time);
            }
        }
        long first = oldest == Long.MAX_VALUE ? millis : oldest;
        return new Count(allowed, room(quota, millis), Instant.ofEpochMilli(first + quota.windowMillis()));
    }
}
