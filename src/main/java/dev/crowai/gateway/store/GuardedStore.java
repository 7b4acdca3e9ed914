package dev.crowai.gateway.store;

import dev.crowai.gateway.circuit.CircuitBreaker;
import dev.crowai.gateway.circuit.CircuitBreaker.Change;
import dev.crowai.gateway.circuit.CircuitEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/**
 * A store behind a circuit breaker: after a failure, calls fail at once for one second, and then two calls are tried.
 * So when the table does not respond, a request waits for one timeout and not for one in each of its calls. {@link
 * #increment}, which counts writes, is always tried, because a lost count would be an error. A failure of a single item
 * does not count. Thread-safe.
 */
public final class GuardedStore implements KeyValueStore, Counters {
    private static final int MOST_FAILURES = 1;
    private static final Duration OPEN_TIME = Duration.ofSeconds(1);

    /** The name of this dependency in the log. */
    private static final String TABLE = "table";

    private final KeyValueStore items;
    private final Counters counters;
    private final CircuitBreaker breaker;
    private final CircuitEvents events;

    /**
     * A circuit breaker in front of a store.
     *
     * @param items the store
     * @param counters the same store as counters
     */
    public GuardedStore(KeyValueStore items, Counters counters, InstantSource clock, CircuitEvents events) {
        this.items = items;
        this.counters = counters;
        this.breaker = new CircuitBreaker(MOST_FAILURES, OPEN_TIME, clock);
        this.events = events;
    }

    /** One call to the store. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws StoreException;
    }

    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
        return ifPermitted(() -> items.get(keys));
    }

    @Override
    public void put(StoredItem item) throws StoreException {
        var _ = ifPermitted(() -> {
            items.put(item);
            return true;
        });
    }

    @Override
    public void delete(Set<StoreKey> keys) throws StoreException {
        var _ = ifPermitted(() -> {
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
        return ifPermitted(() -> counters.count(key, quota, now));
    }

    @Override
    public void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException {
        var _ = ifPermitted(() -> {
            counters.takeBack(key, quota, entry);
            return true;
        });
    }

    private <T> T ifPermitted(Work<T> work) throws StoreException {
        if (!breaker.permits()) {
            throw new StoreException("the store has just failed");
        }
        return reported(work);
    }

    private <T> T reported(Work<T> work) throws StoreException {
        try {
            T result = work.run();
            responded();
            return result;
        } catch (StoreException failure) {
            if (failure.isOfItem()) {
                responded();
            } else if (breaker.failed() == Change.OPENED) {
                events.opened(TABLE, String.valueOf(failure.getMessage()), OPEN_TIME);
            }
            throw failure;
        }
    }

    private void responded() {
        if (breaker.succeeded() == Change.CLOSED) {
            events.closed(TABLE);
        }
    }
}
