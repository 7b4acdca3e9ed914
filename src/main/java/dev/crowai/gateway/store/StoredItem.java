package dev.crowai.gateway.store;

import java.time.Instant;
import java.util.Arrays;

/**
 * An item of the store.
 *
 * @param value copied in and out
 * @param number what {@link KeyValueStore#increment} counts; 0 for an item that was put
 * @param expiresAt from when on it is absent; kept in whole seconds
 */
public record StoredItem(StoreKey key, byte[] value, long number, Instant expiresAt) {
    public StoredItem {
        value = value.clone();
    }

    public StoredItem(StoreKey key, byte[] value, Instant expiresAt) {
        this(key, value, 0, expiresAt);
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredItem item
                && key.equals(item.key)
                && Arrays.equals(value, item.value)
                && number == item.number
                && expiresAt.equals(item.expiresAt);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** Shows no value: it may be somebody's answer. */
    @Override
    public String toString() {
        return "item of " + value.length + " bytes";
    }
}
