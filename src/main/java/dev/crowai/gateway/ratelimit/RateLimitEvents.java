package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.ratelimit.policy.Policy;

/** What the limiter tells whoever keeps logs and metrics. Called on request threads: implementations return at once. */
public interface RateLimitEvents {

    /**
     * The store gave no count, so this instance's own decides.
     *
     * @param cause the store's failure, or that it was too slow
     */
    void fellBack(Policy policy, Exception cause);

    /**
     * A client's address could not be read, so it shares one bucket with all of its kind. Told once a minute, and
     * without the text: a header that is trusted by mistake may hold anything.
     */
    void unparsableAddress();
}
