package dev.crowai.gateway.store;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * The store that all instances share. Reads are consistent: a completed write is visible to every later read. An
 * expired item is treated as absent, even if it is still stored. The implementation handles timeouts and retries.
 */
public interface KeyValueStore {

    /**
     * The maximum size of the value of an item, in bytes: the item limit of DynamoDB (400 KB) without keys and
     * overhead.
     */
    int MAX_VALUE_BYTES = 390 * 1024;

    /**
     * Reads several items in one round trip.
     *
     * @param keys 1 to 25 keys
     * @return the items that are present, by key
     * @throws StoreException when the store does not respond
     */
    Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException;

    /**
     * Refuses a value that is too large for DynamoDB.
     *
     * @throws IllegalArgumentException when the value is larger than {@link #MAX_VALUE_BYTES}
     */
    static void requireRoomFor(StoredItem item) {
        if (item.size() > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("a value of " + item.size() + " bytes");
        }
    }

    /**
     * Writes an item and replaces any item with the same key.
     *
     * @throws IllegalArgumentException when the value is larger than {@link #MAX_VALUE_BYTES}; nothing is sent
     * @throws StoreException when the store does not respond
     */
    void put(StoredItem item) throws StoreException;

    /**
     * Removes items. Keys without an item are ignored.
     *
     * @param keys 1 to 25 keys
     * @throws StoreException when the store does not respond
     */
    void delete(Set<StoreKey> keys) throws StoreException;

    /**
     * Adds one to the number of an item, atomically. The number begins at zero when no item is stored. An item that has
     * expired but is still stored continues from its number. Each call sets a new expiry. So no number is returned
     * twice as long as the item is renewed before it expires. A retry may add two.
     *
     * @param expiresAt when the item expires if no later call renews it
     * @return the number after the addition
     * @throws StoreException when the store does not respond
     */
    long increment(StoreKey key, Instant expiresAt) throws StoreException;
}
