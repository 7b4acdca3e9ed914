package dev.crowai.gateway.store;

/**
 * The key of an item: partition and sort key of the table.
 *
 * @param partition 1–2048 bytes in UTF-8
 * @param sort 1–1024 bytes in UTF-8
 */
public record StoreKey(String partition, String sort) {
    public StoreKey {
        if (partition.isEmpty() || sort.isEmpty()) {
            throw new IllegalArgumentException("a key part is empty");
        }
    }
}
