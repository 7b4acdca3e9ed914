package dev.crowai.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The shared table as a test sees it: works as {@link InMemoryStore} does, writes down what is asked of it, fails where
 * it is told to, and shows and changes what is stored. An operation goes by the name of its method. Thread-safe.
 */
public final class StoreDouble implements KeyValueStore, Counters {
    private static final Set<String> OPERATIONS = Set.of("get", "put", "delete", "increment", "count", "takeBack");
    private static final int MOST_KEYS = 25;
    private static final Duration LIFE_OF_A_REPLACEMENT = Duration.ofHours(1);

    private final InstantSource clock;
    private final InMemoryStore working;
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private final Queue<StoreKey> counted = new ConcurrentLinkedQueue<>();
    private final Queue<StoredItem> written = new ConcurrentLinkedQueue<>();
    private final Set<StoreKey> keys = ConcurrentHashMap.newKeySet();
    private final Set<StoreKey> damaged = ConcurrentHashMap.newKeySet();

    public StoreDouble(InstantSource clock) {
        this.clock = clock;
        this.working = new InMemoryStore(clock, 100_000);
    }

    /** From now on every operation fails. */
    public void fail() {
        OPERATIONS.forEach(this::fail);
    }

    /** From now on this operation fails. */
    public void fail(String operation) {
        failNext(Integer.MAX_VALUE, operation);
    }

    /** The next {@code times} calls of this operation fail. */
    public void failNext(int times, String operation) {
        if (!OPERATIONS.contains(operation)) {
            throw new IllegalArgumentException("a store has no operation " + operation);
        }
        failures.put(operation, new AtomicInteger(times));
    }

    /** From now on nothing fails. */
    public void mend() {
        failures.clear();
    }

    /** The operations that were called since the last {@link #forgetCalls}, in order, failed ones with them. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    public void forgetCalls() {
        calls.clear();
    }

    /** The key of every {@link #count} that was asked for, in order, failed ones with them. */
    public List<StoreKey> countedKeys() {
        return List.copyOf(counted);
    }

    /** Everything that was ever put or incremented, in order, whether or not it is still there. */
    public List<StoredItem> written() {
        return List.copyOf(written);
    }

    /** What is there now. */
    public List<StoredItem> items() {
        return List.copyOf(working.get(keys).values());
    }

    /** What is there now under partitions that begin so. */
    public List<StoredItem> itemsOf(String prefix) {
        return items().stream()
                .filter(item -> item.key().partition().startsWith(prefix))
                .toList();
    }

    /** Stores a value for an hour without a call: somebody else has written to the table. */
    public void replace(StoreKey key, byte[] value) {
        keys.add(key);
        working.put(StoredItem.of(key, value, clock.instant().plus(LIFE_OF_A_REPLACEMENT)));
    }

    /** From now on this item cannot be counted: its attributes are not of the types that this version writes. */
    public void damage(StoreKey key) {
        damaged.add(key);
    }

    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> wanted) throws StoreException {
        called("get");
        requireFew(wanted);
        return working.get(wanted);
    }

    @Override
    public void put(StoredItem item) throws StoreException {
        called("put");
        working.put(item);
        wrote(item);
    }

    @Override
    public void delete(Set<StoreKey> unwanted) throws StoreException {
        called("delete");
        requireFew(unwanted);
        working.delete(unwanted);
    }

    @Override
    public long increment(StoreKey key, Instant expiresAt) throws StoreException {
        called("increment");
        requireIntact(key);
        long number = working.increment(key, expiresAt);
        wrote(StoredItem.counted(key, number, expiresAt));
        return number;
    }

    @Override
    public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
        counted.add(key);
        called("count");
        requireIntact(key);
        return working.count(key, quota, now);
    }

    @Override
    public void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException {
        called("takeBack");
        working.takeBack(key, quota, entry);
    }

    private void called(String operation) throws StoreException {
        calls.add(operation);
        AtomicInteger left = failures.getOrDefault(operation, new AtomicInteger());
        if (left.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
            throw new StoreException(operation + " failed, as the test wants it");
        }
    }

    private void requireIntact(StoreKey key) throws StoreException {
        if (damaged.contains(key)) {
            throw StoreException.ofItem("damaged, as the test wants it", new IllegalArgumentException());
        }
    }

    private void wrote(StoredItem item) {
        keys.add(item.key());
        written.add(item);
    }

    private static void requireFew(Set<StoreKey> keys) {
        if (keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new IllegalArgumentException(keys.size() + " keys and not 1 to " + MOST_KEYS);
        }
    }
}
