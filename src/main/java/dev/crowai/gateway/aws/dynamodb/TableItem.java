package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The attributes of the table, and the conversion of a {@link StoredItem}. {@code template.yaml} also names the first
 * three.
 */
final class TableItem {
    static final String PARTITION = "pk";
    static final String SORT = "sk";
    /** The TTL attribute, in seconds since the epoch. */
    static final String EXPIRES_AT = "expiresAt";

    static final String VALUE = "value";
    static final String NUMBER = "number";

    /** The expiry of an item that has none. */
    static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    private TableItem() {}

    static Map<String, AttributeValue> key(StoreKey key) {
        return Map.of(PARTITION, AttributeValue.fromS(key.partition()), SORT, AttributeValue.fromS(key.sort()));
    }

    /**
     * The key of an item.
     *
     * @throws IllegalArgumentException when a part of it is missing, empty or not a text
     */
    static StoreKey key(Map<String, AttributeValue> item) {
        return new StoreKey(text(item, PARTITION), text(item, SORT));
    }

    static Map<String, AttributeValue> of(StoredItem item) {
        Map<String, AttributeValue> attributes = new HashMap<>(key(item.key()));
        attributes.put(VALUE, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(item.value())));
        attributes.put(EXPIRES_AT, number(item.expiresAt().getEpochSecond()));
        return attributes;
    }

    /**
     * Reads an item, whoever wrote it. An attribute of another type than this version writes counts as an empty value,
     * the number 0, or an expiry that never comes. So every reader treats such an item by its own rule for unreadable
     * values.
     */
    static StoredItem read(Map<String, AttributeValue> item) {
        StoreKey key = key(item);
        Instant expiresAt = expiresAt(item);
        if (item.containsKey(NUMBER)) {
            return StoredItem.counted(key, parsed(item, NUMBER).orElse(0), expiresAt);
        }
        AttributeValue value = item.get(VALUE);
        return value == null || value.b() == null
                ? StoredItem.of(key, new byte[0], expiresAt)
                : StoredItem.of(key, value.b().asByteArrayUnsafe(), expiresAt);
    }

    private static Instant expiresAt(Map<String, AttributeValue> item) {
        OptionalLong seconds = parsed(item, EXPIRES_AT);
        return seconds.isPresent() && seconds.getAsLong() < NEVER.getEpochSecond()
                ? Instant.ofEpochSecond(Math.max(0, seconds.getAsLong()))
                : NEVER;
    }

    private static String text(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        return value == null || value.s() == null ? "" : value.s();
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /**
     * A number of an item; 0 when it is absent.
     *
     * @throws IllegalArgumentException when the attribute is not a whole number
     */
    static long number(Map<String, AttributeValue> item, String attribute) {
        return item.containsKey(attribute)
                ? parsed(item, attribute).orElseThrow(() -> new IllegalArgumentException(attribute))
                : 0;
    }

    private static OptionalLong parsed(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        if (value == null || value.n() == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value.n()));
        } catch (NumberFormatException notWhole) {
            return OptionalLong.empty();
        }
    }
}
