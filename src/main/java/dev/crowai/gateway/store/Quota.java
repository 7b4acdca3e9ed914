package dev.crowai.gateway.store;

/**
 * How many requests a client may make in a window of time.
 *
 * @param limit requests, 1–1,000,000
 * @param windowSeconds the length of the window, 1–86,400 seconds
 */
public record Quota(int limit, int windowSeconds) {
    /**
     * The number of slots in a window. The requests of one slot leave the window together, so a request counts at most
     * one slot too long.
     */
    static final int SLOTS = 10;

    private static final int MOST_REQUESTS = 1_000_000;
    private static final int MOST_SECONDS = 86_400;

    public Quota {
        if (limit < 1 || limit > MOST_REQUESTS) {
            throw new IllegalArgumentException("a limit is 1 to 1,000,000 requests");
        }
        if (windowSeconds < 1 || windowSeconds > MOST_SECONDS) {
            throw new IllegalArgumentException("a window is 1 to 86,400 seconds");
        }
    }

    public long windowMillis() {
        return windowSeconds * 1000L;
    }

    /** A tenth of the window, a whole number of milliseconds. */
    public long slotMillis() {
        return windowMillis() / SLOTS;
    }

    /**
     * The end of the time before the window: a request at this moment or earlier no longer counts. In milliseconds
     * since the epoch.
     */
    public long windowStart(long millis) {
        return millis - windowMillis();
    }

    /** A quota with the same window and {@code factor} times the requests, at most the largest limit of a quota. */
    public Quota times(int factor) {
        return new Quota((int) Math.min((long) limit * factor, MOST_REQUESTS), windowSeconds);
    }
}
