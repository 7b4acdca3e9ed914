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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store that works until it is broken, and again once it is mended. It keeps the names of all calls. */
final class BrokenStore implements KeyValueStore, Counters {
    private final InMemoryStore working;
    private final AtomicBoolean broken = new AtomicBoolean();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    BrokenStore(InstantSource clock) {
        this.working = new InMemoryStore(clock, 10_000);
    }

    /** From now on every call fails. */
    BrokenStore breakDown() {
        broken.set(true);
        return this;
    }

    void mend() {
        broken.set(false);
    }

    List<String> calls() {
        return List.copyOf(calls);
    }

    void forgetCalls() {
        calls.clear();
    }

    private void called(String operation) throws StoreException {
        calls.add(operation);
        if (broken.get()) {
            throw new StoreException(operation + " failed, as the test wants it");
        }
    }

    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
        called("get");
        return working.get(keys);
    }

    @Override
    public void put(StoredItem item) throws StoreException {
        called("put");
        working.put(item);
    }

    @Override
    public void delete(Set<StoreKey> keys) throws StoreException {
        called("delete");
        working.delete(keys);
    }

    @Override
    public long increment(StoreKey key, Instant expiresAt) throws StoreException {
        called("increment");
        return working.increment(key, expiresAt);
    }

    @Override
    public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
        called("count");
        return working.count(key, quota, now);
    }
}
