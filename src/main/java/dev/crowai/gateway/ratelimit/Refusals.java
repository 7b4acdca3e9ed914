package dev.crowai.gateway.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crowai.gateway.store.StoreKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Refusals that stand for a while, so that repeating them costs nothing. Bounded. Thread-safe. */
final class Refusals {
    /** What is remembered; a flood from more buckets costs a write each. */
    private static final int MOST = 10_000;

    private record StandingRefusal(Decision decision, Instant until) {}

    private final Cache<StoreKey, StandingRefusal> refusals =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    /** Remembers a refusal until then. */
    void put(StoreKey key, Decision decision, Instant until) {
        refusals.put(key, new StandingRefusal(decision, until));
    }

    /** The refusal of any of these that still stands. */
    Optional<Decision> find(Collection<StoreKey> keys, Instant now) {
        return keys.stream()
                .flatMap(key -> Optional.ofNullable(refusals.getIfPresent(key)).stream())
                .filter(refusal -> now.isBefore(refusal.until()))
                .map(StandingRefusal::decision)
                .findFirst();
    }
}
