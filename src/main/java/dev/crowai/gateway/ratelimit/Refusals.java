package dev.crowai.gateway.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crowai.gateway.store.StoreKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Refusals that are stored for a while, so that the same request is refused again without a count. Bounded.
 * Thread-safe.
 */
final class Refusals {
    /**
     * The most refusals in memory. If more buckets are over their limits, each further request costs a store write
     * again.
     */
    private static final int MOST = 10_000;

    private record StandingRefusal(Decision decision, Instant until) {}

    private final Cache<StoreKey, StandingRefusal> refusals =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    /** Stores a refusal until the given time. */
    void put(StoreKey key, Decision decision, Instant until) {
        refusals.put(key, new StandingRefusal(decision, until));
    }

    /** The first stored refusal of one of these keys that has not expired. */
    Optional<Decision> find(Collection<StoreKey> keys, Instant now) {
        return keys.stream()
                .flatMap(key -> Optional.ofNullable(refusals.getIfPresent(key)).stream())
                .filter(refusal -> now.isBefore(refusal.until()))
                .map(StandingRefusal::decision)
                .findFirst();
    }
}
