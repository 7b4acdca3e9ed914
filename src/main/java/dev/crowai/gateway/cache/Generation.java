package dev.crowai.gateway.cache;

import dev.crowai.gateway.store.StoredItem;
import java.util.Optional;

/**
 * Identifies the writes that a response reflects. Every successful unsafe request begins a new generation for its
 * organization and service. A response of an earlier generation is not used.
 *
 * <p>An item counts the writes. It lives twice as long as any response, and every write renews it. After it expires, a
 * new item counts from one again. The generation therefore includes the expiry time of the item: a new item expires
 * later than all earlier ones, so a generation never occurs twice. Only {@link #NONE} occurs again, after 48 hours
 * without a write; the responses of the earlier {@code NONE} have expired after 24 hours.
 *
 * @param number how many writes the item has counted; 0 when there is no item
 * @param until when the item expires, in seconds since the epoch; 0 when there is no item
 */
record Generation(long number, long until) {
    /** The generation when no item exists: there was no write in the last 48 hours. */
    static final Generation NONE = new Generation(0, 0);

    static Generation of(Optional<StoredItem> item) {
        return item.map(found ->
                        new Generation(found.number(), found.expiresAt().getEpochSecond()))
                .orElse(NONE);
    }
}
