package dev.crowai.gateway.store;

/**
 * How many requests a client may make in how long.
 *
 * @param limit requests, 1–1,000,000
 * @param windowSeconds the length of the window, 1–86,400 seconds
 */
public record Quota(int limit, int windowSeconds) {
    /** Slots to a window. A slot's requests stop counting together, so it bounds how late budget comes back. */
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

    /** The last moment that a request made at {@code millis} no longer counts, in milliseconds of the epoch. */
    public long windowStart(long millis) {
        return millis - windowMillis();
    }

    /** As many times the requests in the same window, at most the most that a quota may be. */
    public Quota times(int factor) {
        return new Quota((int) Math.min((long) limit * factor, MOST_REQUESTS), windowSeconds);
    }
}
