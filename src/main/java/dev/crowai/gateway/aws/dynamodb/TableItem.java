package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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

    private TableItem() {}

    static Map<String, AttributeValue> key(StoreKey key) {
        return Map.of(PARTITION, AttributeValue.fromS(key.partition()), SORT, AttributeValue.fromS(key.sort()));
    }

    static StoreKey key(Map<String, AttributeValue> item) {
        return new StoreKey(required(item, PARTITION).s(), required(item, SORT).s());
    }

    static Map<String, AttributeValue> of(StoredItem item) {
        Map<String, AttributeValue> attributes = new HashMap<>(key(item.key()));
        attributes.put(VALUE, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(item.value())));
        attributes.put(EXPIRES_AT, number(item.expiresAt().getEpochSecond()));
        return attributes;
    }

    static StoredItem read(Map<String, AttributeValue> item) {
        StoreKey key = key(item);
        Instant expiresAt = Instant.ofEpochSecond(number(item, EXPIRES_AT));
        AttributeValue value = item.get(VALUE);
        return value == null
                ? StoredItem.counted(key, number(item, NUMBER), expiresAt)
                : StoredItem.of(key, value.b().asByteArrayUnsafe(), expiresAt);
    }

    private static AttributeValue required(Map<String, AttributeValue> item, String attribute) {
        return Objects.requireNonNull(item.get(attribute), attribute);
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /** A number of an item; 0 when it is absent. */
    static long number(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        return value == null ? 0 : Long.parseLong(value.n());
    }
}
