package dev.crowai.gateway.store;

import java.time.Instant;

/**
 * Counts requests against a quota. There is one item for each key. Counts are exact, even when many instances count at
 * the same time.
 *
 * <p>Time is divided into slots; a slot is a tenth of the window. All requests of one slot count with the time of the
 * last one. A request is allowed if and only if fewer than {@link Quota#limit()} allowed requests are younger than the
 * window. A refused request is not counted. So no window holds more requests than the limit, and a client that is
 * refused has made as many requests as the limit within 1.1 windows.
 *
 * <p>Time is the clock of the calling instance. A request may reach the store after a request with a later time. If it
 * is older by up to {@link SlidingWindow#CLOCK_TOLERANCE_MILLIS}, it keeps its own time; the later requests of its slot
 * then leave the window too early by at most that much. If it is older than that, it counts with the time of the last
 * request. When the response of the store is lost, the request may have been counted, and a retry counts it again. This
 * error never lets a client make more requests.
 */
public interface Counters {

    /**
     * Counts a request, if it is within the quota.
     *
     * @param key identifies the client and the policy; a key is always used with the same quota
     * @param now when the request was received
     * @throws StoreException when the store does not respond
     */
    Count count(StoreKey key, Quota quota, Instant now) throws StoreException;

    /**
     * Takes a counted request back, as if it had not been made. Its slot keeps its time. The call has no effect when
     * the request no longer counts, or was the last one taken back. Do not retry the call when the response of the
     * store is lost, because a retry could take back too much.
     *
     * @param entry as {@link #count} returned it, for the same key and quota
     * @throws StoreException when the store does not respond
     */
    void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException;
}
