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
 * <p>A running total counts the allowed requests. Every slot leaves a mark: when its last request was made, and its
 * <em>ceiling</em>, the total after that request plus the limit. Once the mark's time is out of the window, all
 * requests up to it are, and the total may go up to the ceiling. So a request is allowed when the total is below the
 * limit, or below the ceiling of any mark whose time is out of the window: a comparison that a DynamoDB condition can
 * make, with no sum and nothing that the writer must know beforehand.
 *
 * <p>Marks lie in a ring. The latest mark out of the window is the one that decides. It is at most two windows old,
 * for after a silence of a window the count begins anew; the ring holds two windows, one slot more for a request that
 * arrives out of order, and one that is being written. An older mark that is still there only ever allows less.
 *
 * <p>A request is taken back by taking one from the total, and from the ceiling of every mark that includes it. Which
 * marks those are, numbers tell: every allowed request has one, and a mark holds that of its slot's last request.
 */
public final class SlidingWindow {
    /** The marks that the ring holds. */
    public static final int MARKS = 2 * Quota.SLOTS + 2;

    /**
     * By how much a request may be older than the last one counted and still be counted at its own time. Requests
     * overtake each other on the way to the store by less, and the clocks of two instances differ by less.
     */
    public static final long CLOCK_TOLERANCE_MILLIS = 100;

    /**
     * What a slot leaves in the ring.
     *
     * @param ceiling what the total may go up to once the slot is out of the window
     * @param millis when the slot's last request was made, in milliseconds of the epoch
     * @param number of that request
     */
    public record Mark(long ceiling, long millis, long number) {
        /** Where no slot has left anything. */
        public static final Mark NONE = new Mark(0, 0, 0);
    }

    /**
     * What is counted, whatever its time.
     *
     * @param total allowed requests since the count began, less those that were taken back
     * @param counted allowed requests since the count began: the number of the last one
     * @param takenBack the number of the request that was last taken back; 0 when none was
     * @param lastMillis when the last request was made, in milliseconds of the epoch
     */
    public record Totals(long total, long counted, long takenBack, long lastMillis) {}

    /** Before any request. */
    public static final SlidingWindow EMPTY =
            new SlidingWindow(new Totals(0, 0, 0, 0), Collections.nCopies(MARKS, Mark.NONE));

    private final Totals totals;
    private final List<Mark> marks;

    private SlidingWindow(Totals totals, List<Mark> marks) {
        this.totals = totals;
        this.marks = List.copyOf(marks);
    }

    /**
     * A window as it was stored.
     *
     * @param marks {@link #MARKS} of them, by position
     */
    public static SlidingWindow of(Totals totals, List<Mark> marks) {
        return new SlidingWindow(totals, marks);
    }

    /** Where in the ring a request of this time leaves its mark. */
    public static int position(Quota quota, long millis) {
        return (int) Math.floorMod(millis / quota.slotMillis(), (long) MARKS);
    }

    /** The ceiling that a request leaves, as what is added to the total before it. */
    public static long ceilingAbove(Quota quota) {
        return quota.limit() + 1L;
    }

    public Totals totals() {
        return totals;
    }

    /** The marks by position, {@link Mark#NONE} where there is none. */
    public List<Mark> marks() {
        return marks;
    }

    /**
     * Whether the count begins anew: nothing counts any more, or the last request lies more than a window ahead, where
     * only a broken clock can have put it.
     */
    public boolean isOver(Quota quota, long now) {
        long last = totals.lastMillis();
        return totals.total() == 0 || last <= quota.windowStart(now) || quota.windowStart(last) > now;
    }

    /** The time at which a request is counted: now, or where this clock is behind, the time of the last one. */
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

    /** This window without a request; the same one when the request counts no more, or was the last taken back. */
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

    /** Whether a request is in this count; one of an earlier count is not, for its slot has left no mark here. */
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

    /** What a client is told whose request is the last one of this window. */
    public Count allowed(Quota quota, long millis) {
        return count(quota, millis, Optional.of(new Count.Entry(totals.counted(), millis)));
    }

    /** What a client is told whose request at that time was not counted. */
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
