package dev.crowai.gateway.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What counting a request came to.
 *
 * @param remaining how many more would be allowed at this moment, 0 or more
 * @param movesAt when the window next moves past requests that count now, and so gives back at least one
 * @param entry where an allowed request stands in the count; empty for one that is refused, which was not counted
 */
public record Count(int remaining, Instant movesAt, Optional<Entry> entry) {

    /**
     * A counted request, by which it can be taken back.
     *
     * @param number 1 for the first request that was allowed since the count began
     * @param millis when it was counted, in milliseconds of the epoch
     */
    public record Entry(long number, long millis) {}

    public boolean allowed() {
        return entry.isPresent();
    }
}
