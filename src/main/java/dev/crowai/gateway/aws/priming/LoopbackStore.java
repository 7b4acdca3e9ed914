package dev.crowai.gateway.aws.priming;

import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
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

/**
 * A store in memory whose every call is also made to a {@link PrimingServer}, by the client that makes real calls. The
 * gateway gets the result of the store in memory.
 *
 * @param table makes the calls to the server
 * @param memory gives the results
 */
record LoopbackStore(DynamoDbStore table, InMemoryStore memory) implements KeyValueStore, Counters {
    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
        var _ = table.get(keys);
        return memory.get(keys);
    }

    @Override
    public void put(StoredItem item) throws StoreException {
        table.put(item);
        memory.put(item);
    }

    @Override
    public void delete(Set<StoreKey> keys) throws StoreException {
        table.delete(keys);
        memory.delete(keys);
    }

    @Override
    public long increment(StoreKey key, Instant expiresAt) throws StoreException {
        var _ = table.increment(key, expiresAt);
        return memory.increment(key, expiresAt);
    }

    @Override
    public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
        var _ = table.count(key, quota, now);
        return memory.count(key, quota, now);
    }

    @Override
    public void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException {
        table.takeBack(key, quota, entry);
        memory.takeBack(key, quota, entry);
    }
}
