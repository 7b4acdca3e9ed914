package dev.crowai.gateway.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The arithmetic of {@link Counters}, without any I/O. Immutable.
 *
 * <p>A running total counts the allowed requests. Each slot leaves a mark. The mark holds the time of the slot's last
 * request and a <em>ceiling</em>: the total after that request plus the limit. When the time of a mark is out of the
 * window, all requests up to that mark are out of the window too, and the total may rise to the ceiling. So a request
 * is allowed when the total is below the limit, or below the ceiling of any mark whose time is out of the window. A
 * DynamoDB condition can express this comparison. It needs no sum, and the writer need not read first.
 *
 * <p>The marks are kept in a ring. The latest mark that is out of the window decides. It is at most two windows old,
 * because the count begins anew after a window without requests. The ring has room for two windows, one more slot for a
 * request that arrives out of order, and one more for the slot that is being written. A mark that is older than needed
 * has a lower ceiling, so it never allows too much.
 *
 * <p>To take a request back, one is subtracted from the total and from the ceiling of every mark that includes the
 * request. Each allowed request has a number, and each mark holds the number of its slot's last request; a mark
 * includes all requests up to its number.
 */
public final class SlidingWindow {
    /** The number of marks in the ring. */
    public static final int MARKS = 2 * Quota.SLOTS + 2;

    /**
     * How much older than the last counted request a request may be and still count with its own time, in milliseconds.
     * The delays between requests on the way to the store, and the differences between the clocks of instances, are
     * smaller.
     */
    public static final long CLOCK_TOLERANCE_MILLIS = 100;

    /**
     * How far the clocks of two instances may be apart and still share one count, in milliseconds; a window, if it is
     * longer. The instance that is behind counts at the time of the last request. So such a bucket may stay full for this
     * time at most after the instance that is ahead has ended.
     */
    public static final long MOST_CLOCK_DIFFERENCE_MILLIS = 300_000;

    /**
     * The mark of a slot in the ring.
     *
     * @param ceiling the highest total that is allowed once the slot is out of the window
     * @param millis when the slot's last request was made, in milliseconds since the epoch
     * @param number the number of the slot's last request
     */
    public record Mark(long ceiling, long millis, long number) {
        /** The mark of a slot without requests. */
        public static final Mark NONE = new Mark(0, 0, 0);
    }

    /**
     * The numbers of the count, which do not depend on the window.
     *
     * @param total allowed requests since the count began, less those that were taken back
     * @param counted allowed requests since the count began: the number of the last one
     * @param takenBack the number of the request that was last taken back; 0 when none was
     * @param lastMillis when the last request was made, in milliseconds since the epoch
     */
    public record Totals(long total, long counted, long takenBack, long lastMillis) {}

    /** The window before any request. */
    public static final SlidingWindow EMPTY =
            new SlidingWindow(new Totals(0, 0, 0, 0), Collections.nCopies(MARKS, Mark.NONE));

    private final Totals totals;
    private final List<Mark> marks;

    private SlidingWindow(Totals totals, List<Mark> marks) {
        this.totals = totals;
        this.marks = List.copyOf(marks);
    }

    /**
     * A stored window.
     *
     * @param marks {@link #MARKS} of them, by position
     */
    public static SlidingWindow of(Totals totals, List<Mark> marks) {
        return new SlidingWindow(totals, marks);
    }

    /** The position in the ring of the mark for a request at this time. */
    public static int position(Quota quota, long millis) {
        return (int) Math.floorMod(millis / quota.slotMillis(), (long) MARKS);
    }

    /** The ceiling of a new mark, as the difference to the total before the request. */
    public static long ceilingAbove(Quota quota) {
        return quota.limit() + 1L;
    }

    public Totals totals() {
        return totals;
    }

    /** The marks by position; {@link Mark#NONE} where there is no mark. */
    public List<Mark> marks() {
        return marks;
    }

    /**
     * Whether the count begins anew: no request counts any more, or the last request is so far in the future that only a
     * broken clock can be the cause.
     */
    public boolean isOver(Quota quota, long now) {
        long last = totals.lastMillis();
        long furthest = Math.max(quota.windowMillis(), MOST_CLOCK_DIFFERENCE_MILLIS);
        return totals.total() == 0 || last <= quota.windowStart(now) || last - furthest > now;
    }

    /** The time at which a request is counted: now, or the time of the last request when this clock is behind it. */
    public long timeFor(long now) {
        return totals.lastMillis() > now + CLOCK_TOLERANCE_MILLIS ? totals.lastMillis() : now;
    }

    /** How many requests would be allowed at that time. */
    public int room(Quota quota, long millis) {
        long highest = quota.limit();
        for (Mark mark : marks) {
            if (mark.millis() <= quota.windowStart(millis)) {
                highest = Math.max(highest, mark.ceiling());
            }
        }
        return Math.clamp(highest - totals.total(), 0, quota.limit());
    }

    /** This window with one more request. */
    public SlidingWindow plusOne(Quota quota, long millis) {
        long number = totals.counted() + 1;
        List<Mark> later = new ArrayList<>(marks);
        later.set(position(quota, millis), new Mark(totals.total() + ceilingAbove(quota), millis, number));
        return new SlidingWindow(new Totals(totals.total() + 1, number, totals.takenBack(), millis), later);
    }

    /**
     * This window without a request. It is unchanged when the request no longer counts, or was the last one taken back.
     */
    public SlidingWindow without(Quota quota, Count.Entry entry) {
        if (!counts(quota, entry)) {
            return this;
        }
        List<Mark> lower = new ArrayList<>(marks);
        lower.replaceAll(
                mark -> includes(mark, entry) ? new Mark(mark.ceiling() - 1, mark.millis(), mark.number()) : mark);
        return new SlidingWindow(
                new Totals(totals.total() - 1, totals.counted(), entry.number(), totals.lastMillis()), lower);
    }

    /**
     * Whether a request is in this count. A request of an earlier count is not, because this count has no mark for its
     * slot.
     */
    public boolean counts(Quota quota, Count.Entry entry) {
        Mark own = marks.get(position(quota, entry.millis()));
        return own.millis() / quota.slotMillis() == entry.millis() / quota.slotMillis()
                && includes(own, entry)
                && totals.takenBack() != entry.number();
    }

    /** The positions of the marks that include a request. */
    public Set<Integer> including(Count.Entry entry) {
        return IntStream.range(0, MARKS)
                .filter(position -> includes(marks.get(position), entry))
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean includes(Mark mark, Count.Entry entry) {
        return mark.number() >= entry.number();
    }

    /** The result for a client whose request is the last one in this window. */
    public Count allowed(Quota quota, long millis) {
        return count(quota, millis, Optional.of(new Count.Entry(totals.counted(), millis)));
    }

    /** The result for a client whose request at that time was refused. */
    public Count refused(Quota quota, long millis) {
        return count(quota, millis, Optional.empty());
    }

    private Count count(Quota quota, long millis, Optional<Count.Entry> entry) {
        long first = marks.stream()
                .mapToLong(Mark::millis)
                .filter(time -> time > quota.windowStart(millis))
                .min()
                .orElse(millis);
        return new Count(room(quota, millis), Instant.ofEpochMilli(first + quota.windowMillis()), entry);
    }
}
