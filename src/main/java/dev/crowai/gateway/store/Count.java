package dev.crowai.gateway.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The result of counting a request.
 *
 * @param remaining how many more requests would be allowed now, 0 or more
 * @param movesAt the next time at which a counted request leaves the window, which makes room for at least one request
 * @param entry the position of an allowed request in the count; empty for a refused request, which is not counted
 */
public record Count(int remaining, Instant movesAt, Optional<Entry> entry) {

    /**
     * A counted request. It identifies the request for {@link Counters#takeBack}.
     *
     * @param number 1 for the first request that was allowed since the count began
     * @param millis when it was counted, in milliseconds since the epoch
     */
    public record Entry(long number, long millis) {}

    public boolean allowed() {
        return entry.isPresent();
    }
}
