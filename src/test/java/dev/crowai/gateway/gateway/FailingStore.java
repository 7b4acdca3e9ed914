package dev.crowai.gateway.gateway;

import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** A store of which some calls fail. */
final class FailingStore implements KeyValueStore, Counters {
    private final InMemoryStore store;
    private volatile Set<String> failing = Set.of();

    FailingStore(InMemoryStore store) {
        this.store = store;
    }

    /** From now on these fail, by the name of the method. */
    void fail(String... methods) {
        failing = Set.of(methods);
    }

    private void tryTo(String method) throws StoreException {
        if (failing.contains(method)) {
            throw new StoreException(method + " failed as the test wants it");
        }
    }

    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
        tryTo("get");
        return store.get(keys);
    }

    @Override
    public void put(StoredItem item) throws StoreException {
        tryTo("put");
        store.put(item);
    }

    @Override
    public void delete(Set<StoreKey> keys) throws StoreException {
        tryTo("delete");
        store.delete(keys);
    }

    @Override
    public long increment(StoreKey key, Instant expiresAt) throws StoreException {
        tryTo("increment");
        return store.increment(key, expiresAt);
    }

    @Override
    public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
        tryTo("count");
        return store.count(key, quota, now);
    }
}
