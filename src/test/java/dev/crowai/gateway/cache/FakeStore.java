package dev.crowai.gateway.cache;

import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A table in memory that writes down what is asked of it and fails on demand. */
final class FakeStore implements KeyValueStore {
    private final InstantSource clock;
    private final Map<StoreKey, StoredItem> items = new ConcurrentHashMap<>();
    private final Queue<String> operations = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    FakeStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
        operation("get");
        Map<StoreKey, StoredItem> found = new HashMap<>();
        for (StoreKey key : keys) {
            StoredItem item = items.get(key);
            if (item != null && clock.instant().isBefore(item.expiresAt())) {
                found.put(key, item);
            }
        }
        return found;
    }

    @Override
    public void put(StoredItem item) throws StoreException {
        operation("put");
        if (item.value().length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("too large");
        }
        items.put(item.key(), item);
    }

    @Override
    public void delete(Set<StoreKey> keys) throws StoreException {
        operation("delete");
        items.keySet().removeAll(keys);
    }

    @Override
    public long increment(StoreKey key, Instant expiresAt) throws StoreException {
        operation("increment");
        return items.compute(key, (_, item) -> StoredItem.counted(
                        key, item != null && clock.instant().isBefore(item.expiresAt()) ? item.number() + 1 : 1, expiresAt))
                .number();
    }

    private void operation(String name) throws StoreException {
        operations.add(name);
        int left = failures.getOrDefault(name, 0);
        if (left > 0) {
            failures.put(name, left - 1);
            throw new StoreException("no answer");
        }
    }

    /** The next {@code times} operations of this name fail. */
    void fail(String name, int times) {
        failures.put(name, times);
    }

    /** What was asked since the last call of this method. */
    List<String> operations() {
        List<String> all = List.copyOf(operations);
        operations.clear();
        return all;
    }

    List<StoredItem> items() {
        return List.copyOf(items.values());
    }
}
