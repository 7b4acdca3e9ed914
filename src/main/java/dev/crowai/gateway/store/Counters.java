package dev.crowai.gateway.store;

import java.time.Instant;

/**
 * Counts requests against a quota, one item a key, exactly, with any number of instances that count at once.
 *
 * <p>Time is cut into slots of a tenth of the window. The requests of one slot count as made together, at the time of
 * the last of them. A request is allowed if and only if fewer than {@link Quota#limit()} allowed requests are younger
 * than the window; one that is refused is not counted. So no window, wherever it begins, holds more than the limit,
 * and whoever is refused made that many within one window and a tenth.
 *
 * <p>Time is what the instances' clocks say. A request that reaches the store up to {@link
 * SlidingWindow#CLOCK_TOLERANCE_MILLIS} older than the last one counted keeps its own time, and may take those that
 * overtook it out of the window with it, so much too early; one that is older still counts at the time of the last. An
 * answer that is lost on the way may
 * have been counted, and a retry counts it again: the error is never in favour of the client.
 */
public interface Counters {

    /**
     * Counts a request, if it is within the quota.
     *
     * @param key the client and policy; a key is only ever used with one quota
     * @param now when the request came
     * @throws StoreException when the store gives no answer
     */
    Count count(StoreKey key, Quota quota, Instant now) throws StoreException;

    /**
     * Takes a counted request back, as if it had not been made; only its slot goes on to count at its time. Does nothing
     * when the request counts no more, or was the last one that was taken back. An answer that is lost on the way is no
     * reason to try again: the error is never in favour of the client.
     *
     * @param entry as {@link #count} returned it, for the same key and quota
     * @throws StoreException when the store gives no answer
     */
    void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException;
}
