package dev.crowai.gateway.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * In-memory caches with a maximum size. They use the wall clock, because only the wall clock continues while the
 * process is frozen in a snapshot.
 */
public final class Bounded {
    private Bounded() {}

    /**
     * A cache that removes entries when there are too many, or when they are too old. It does this in the thread of its
     * caller.
     *
     * @param most the maximum number of entries
     */
    public static <K, V> Cache<K, V> cache(int most, Duration age, InstantSource clock) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(age)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }
}
