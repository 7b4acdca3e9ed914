package dev.crowai.gateway.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** An item of the store. Immutable. {@link #toString} does not show the value, because it may be a private response. */
public final class StoredItem {
    private final StoreKey key;
    private final byte[] value;
    private final long number;
    private final Instant expiresAt;

    private StoredItem(StoreKey key, byte[] value, long number, Instant expiresAt) {
        this.key = key;
        this.value = value;
        this.number = number;
        this.expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * An item that holds a value.
     *
     * @param value copied
     * @param expiresAt from this time on the item is absent; rounded to whole seconds
     */
    public static StoredItem of(StoreKey key, byte[] value, Instant expiresAt) {
        return new StoredItem(key, value.clone(), 0, expiresAt);
    }

    /** An item that {@link KeyValueStore#increment} has counted. */
    public static StoredItem counted(StoreKey key, long number, Instant expiresAt) {
        return new StoredItem(key, new byte[0], number, expiresAt);
    }

    public StoreKey key() {
        return key;
    }

    /** A copy of the value; empty for an item that was counted. */
    public byte[] value() {
        return value.clone();
    }

    /** The bytes of the value. */
    public int size() {
        return value.length;
    }

    /** How often the item was counted; 0 for one that was put. */
    public long number() {
        return number;
    }

    public Instant expiresAt() {
        return expiresAt;
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

    @Override
    public String toString() {
        return "item of " + value.length + " bytes";
    }
}
