package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.ratelimit.policy.Policy;

/** Events of the rate limiter for the log. They are called on request threads, so implementations return at once. */
public interface RateLimitEvents {

    /**
     * The store gave no count, so this instance counted alone.
     *
     * @param cause the failure of the store, or the time-out
     */
    void fellBack(Policy policy, Exception cause);

    /**
     * The address of a client could not be parsed, so the client shares one bucket with all such clients. Called at
     * most once a minute. The text is not passed on: a header that was trusted by mistake may contain anything.
     */
    void unparsableAddress();
}
