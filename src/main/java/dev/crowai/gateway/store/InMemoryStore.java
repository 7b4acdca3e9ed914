package dev.crowai.gateway.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A store in the memory of one instance. Tests use it, and the rate limiter falls back to it. Its size is limited: when
 * it is full, seldom used entries are removed. Thread-safe. It never fails.
 */
public final class InMemoryStore implements KeyValueStore, Counters {
    private final InstantSource clock;
    private final Cache<StoreKey, StoredItem> items;
    private final Cache<StoreKey, SlidingWindow> windows;

    /**
     * An empty store.
     *
     * @param mostEntries the maximum number of items; the maximum number of counted keys is the same
     */
    public InMemoryStore(InstantSource clock, int mostEntries) {
        this.clock = clock;
        this.items = bounded(mostEntries);
        this.windows = bounded(mostEntries);
    }

    private static <V> Cache<StoreKey, V> bounded(int mostEntries) {
        return Caffeine.newBuilder()
                .maximumSize(mostEntries)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) {
        Instant now = clock.instant();
        Map<StoreKey, StoredItem> found = HashMap.newHashMap(keys.size());
        for (StoreKey key : keys) {
            StoredItem item = items.getIfPresent(key);
            if (item != null && now.isBefore(item.expiresAt())) {
                found.put(key, item);
            }
        }
        return Map.copyOf(found);
    }

    @Override
    public void put(StoredItem item) {
        KeyValueStore.requireRoomFor(item);
        items.put(item.key(), item);
    }

    @Override
    public void delete(Set<StoreKey> keys) {
        items.invalidateAll(keys);
    }

    @Override
    public long increment(StoreKey key, Instant expiresAt) {
        return items.asMap()
                .merge(
                        key,
                        StoredItem.counted(key, 1, expiresAt),
                        (old, _) -> StoredItem.counted(key, old.number() + 1, expiresAt))
                .number();
    }

    @Override
    public Count count(StoreKey key, Quota quota, Instant now) {
        while (true) {
            SlidingWindow stored = windows.asMap().getOrDefault(key, SlidingWindow.EMPTY);
            SlidingWindow window = stored.isOver(quota, now.toEpochMilli()) ? SlidingWindow.EMPTY : stored;
            long time = window.timeFor(now.toEpochMilli());
            if (window.room(quota, time) == 0) {
                return window.refused(quota, time);
            }
            SlidingWindow counted = window.plusOne(quota, time);
            if (swap(key, stored, counted)) {
                return counted.allowed(quota, time);
            }
        }
    }

    @Override
    public void takeBack(StoreKey key, Quota quota, Count.Entry entry) {
        var _ = windows.asMap().computeIfPresent(key, (_, window) -> window.without(quota, entry));
    }

    private boolean swap(StoreKey key, SlidingWindow before, SlidingWindow after) {
        return before == SlidingWindow.EMPTY
                ? windows.asMap().putIfAbsent(key, after) == null
                : windows.asMap().replace(key, before, after);
    }
}
