package dev.crowai.gateway.store;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * The store that all instances share. Reads are consistent: a write that has returned is seen by every later read.
 * An expired item is absent, whether or not it is still stored. Time-outs and retries are the implementation's own.
 */
public interface KeyValueStore {

    /** Room for one item's value: DynamoDB's item limit of 400 KB less keys and bookkeeping. */
    int MAX_VALUE_BYTES = 390 * 1024;

    /**
     * The items that are there, in one round trip.
     *
     * @param keys 1 to 25 keys
     * @return the items that are present, by key
     * @throws StoreException when the store gives no answer
     */
    Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException;

    /**
     * Refuses a value that DynamoDB would not take.
     *
     * @throws IllegalArgumentException when the value is larger than {@link #MAX_VALUE_BYTES}
     */
    static void requireRoomFor(StoredItem item) {
        if (item.size() > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("a value of " + item.size() + " bytes");
        }
    }

    /**
     * Writes an item, in place of any other with its key.
     *
     * @throws IllegalArgumentException when the value is larger than {@link #MAX_VALUE_BYTES}; nothing is sent
     * @throws StoreException when the store gives no answer
     */
    void put(StoredItem item) throws StoreException;

    /**
     * Removes the items, which need not be there.
     *
     * @param keys 1 to 25 keys
     * @throws StoreException when the store gives no answer
     */
    void delete(Set<StoreKey> keys) throws StoreException;

    /**
     * Adds one to an item's number, atomically, from zero where none is stored. An item that has expired but is still
     * stored goes on from its number, and one that goes on lives until the new {@code expiresAt}: no number comes twice
     * as long as it is renewed, or for at least the life that it was given. A retry may add two.
     *
     * @param expiresAt when the item goes, if nothing renews it
     * @return the number after that
     * @throws StoreException when the store gives no answer
     */
    long increment(StoreKey key, Instant expiresAt) throws StoreException;
}
