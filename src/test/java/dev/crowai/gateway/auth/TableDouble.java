package dev.crowai.gateway.auth;

import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The shared table in memory: it counts its operations, fails on demand, and keeps everything ever put for a look. */
final class TableDouble implements KeyValueStore {
    private final InstantSource clock;
    private final Map<StoreKey, StoredItem> items = new ConcurrentHashMap<>();
    private final List<StoredItem> history = new CopyOnWriteArrayList<>();
    private final List<String> operations = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    TableDouble(InstantSource clock) {
        this.clock = clock;
    }

    void fail(boolean on) {
        failing = on;
    }

    /** {@code get} and {@code put}, in order. */
    List<String> operations() {
        return List.copyOf(operations);
    }

    List<StoredItem> history() {
        return List.copyOf(history);
    }

    /** What is there now under keys that begin so. */
    List<StoredItem> itemsOf(String prefix) {
        return items.values().stream()
                .filter(item -> item.key().partition().startsWith(prefix))
                .toList();
    }

    /** Puts without counting: somebody else has written to the table. */
    void replace(StoreKey key, byte[] value) {
        items.put(key, StoredItem.of(key, value, clock.instant().plusSeconds(3600)));
    }

    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
        operate("get");
        if (keys.isEmpty() || keys.size() > 25) {
            throw new IllegalArgumentException("1 to 25 keys");
        }
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
        operate("put");
        items.put(item.key(), item);
        history.add(item);
    }

    @Override
    public void delete(Set<StoreKey> keys) throws StoreException {
        operate("delete");
        items.keySet().removeAll(keys);
    }

    @Override
    public long increment(StoreKey key, Instant expiresAt) throws StoreException {
        operate("increment");
        return items.merge(
                        key,
                        StoredItem.counted(key, 1, expiresAt),
                        (old, one) -> StoredItem.counted(key, old.number() + one.number(), expiresAt))
                .number();
    }

    private void operate(String operation) throws StoreException {
        operations.add(operation);
        if (failing) {
            throw new StoreException("down");
        }
    }
}
