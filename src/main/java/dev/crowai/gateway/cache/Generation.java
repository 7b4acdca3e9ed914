package dev.crowai.gateway.cache;

import dev.crowai.gateway.store.StoredItem;
import java.util.Optional;

/**
 * Which writes an answer has seen. Every successful unsafe request begins a new generation for its organization and
 * service; an answer of another generation than the present one is unusable.
 *
 * <p>The item that counts lives twice as long as any answer and is renewed by every write. It may expire, and be
 * counted from one again later: the time at which it expires belongs to the generation, and a new item expires later
 * than any before it, so no earlier generation ever comes back. {@link #NONE} comes back, but only when nothing was
 * written for 48 hours, and answers of the earlier {@code NONE} are gone after 24.
 *
 * @param number how many writes its item has counted
 * @param until when its item expires, in seconds of the epoch
 */
record Generation(long number, long until) {
    /** Nothing was written in living memory. */
    static final Generation NONE = new Generation(0, 0);

    static Generation of(Optional<StoredItem> item) {
        return item.map(found -> new Generation(found.number(), found.expiresAt().getEpochSecond()))
                .orElse(NONE);
    }
}
