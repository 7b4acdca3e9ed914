package dev.crowai.gateway.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * In-memory caches that cannot grow without end. They tell the time by the wall clock, as their users do: while a
 * snapshot of the process rests, only the wall clock goes on.
 */
public final class Bounded {
    private Bounded() {}

    /** A cache that drops what is over its number or age, in the thread that uses it. */
    public static <K, V> Cache<K, V> cache(int most, Duration age, InstantSource clock) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(age)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }
}
