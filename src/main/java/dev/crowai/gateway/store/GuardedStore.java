package dev.crowai.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/**
 * A store that is not called for one second after a failure: calls in that second fail at once. So when the table does
 * not respond, a request waits for one timeout and not for one in each of its calls. {@link #increment}, which counts
 * writes, is always tried, because a lost count would be an error. Thread-safe.
 */
public final class GuardedStore implements KeyValueStore, Counters {
    private static final Duration OPEN_TIME = Duration.ofSeconds(1);

    private final KeyValueStore items;
    private final Counters counters;
    private final InstantSource clock;
    private volatile Instant openUntil = Instant.MIN;

    /**
     * A guard in front of a store.
     *
     * @param items the store
     * @param counters the same store as counters
     */
    public GuardedStore(KeyValueStore items, Counters counters, InstantSource clock) {
        this.items = items;
        this.counters = counters;
        this.clock = clock;
    }

    /** One call to the store. */
    @FunctionalInterface
    private interface StoreCall<T> {
        T run() throws StoreException;
    }

    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
        return unlessOpen(() -> items.get(keys));
    }

    @Override
    public void put(StoredItem item) throws StoreException {
        var _ = unlessOpen(() -> {
            items.put(item);
            return true;
        });
    }

    @Override
    public void delete(Set<StoreKey> keys) throws StoreException {
        var _ = unlessOpen(() -> {
            items.delete(keys);
            return true;
        });
    }

    @Override
    public long increment(StoreKey key, Instant expiresAt) throws StoreException {
        return reported(() -> items.increment(key, expiresAt));
    }

    @Override
    public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
        return unlessOpen(() -> counters.count(key, quota, now));
    }

    @Override
    public void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException {
        var _ = unlessOpen(() -> {
            counters.takeBack(key, quota, entry);
            return true;
        });
    }

    private <T> T unlessOpen(StoreCall<T> call) throws StoreException {
        if (clock.instant().isBefore(openUntil)) {
            throw new StoreException("the store has just failed");
        }
        return reported(call);
    }

    private <T> T reported(StoreCall<T> call) throws StoreException {
        try {
            return call.run();
        } catch (StoreException failure) {
            openUntil = clock.instant().plus(OPEN_TIME);
            throw failure;
        }
    }
}
