package dev.crowai.gateway.remember;

import com.github.benmanes.caffeine.cache.Cache;
import dev.crowai.gateway.lookup.Lookup;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.store.Bounded;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Remembers for 5 seconds that a client network could get no anonymous session. Requests that need none then continue
 * at once, and do not wait for an auth service that fails.
 */
final class AnonymousFailures {
    private static final Duration TTL = Duration.ofSeconds(5);
    private static final int MOST = 5_000;

    private final Cache<String, LookupException> failures;

    AnonymousFailures(InstantSource clock) {
        this.failures = Bounded.cache(MOST, TTL, clock);
    }

    /** Runs the lookup, unless one for the same network has failed within the last 5 seconds. */
    <T> T unlessFailing(String network, Lookup<T> lookup) throws LookupException {
        LookupException recent = failures.getIfPresent(network);
        if (recent != null) {
            throw recent;
        }
        try {
            return lookup.run();
        } catch (LookupException failure) {
            failures.put(network, failure);
            throw failure;
        }
    }
}
