package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
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

    /** Up to 18 digits, which always fit in a {@code long}. */
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    /** The latest expiry that is read. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final byte[] NOTHING = {};

    private TableItem() {}

    static Map<String, AttributeValue> key(StoreKey key) {
        return Map.of(PARTITION, AttributeValue.fromS(key.partition()), SORT, AttributeValue.fromS(key.sort()));
    }

    /** The key of an item; empty when a part of it is absent, empty or not a text. */
    static Optional<StoreKey> keyOf(Map<String, AttributeValue> item) {
        return text(item, PARTITION).flatMap(partition -> text(item, SORT).map(sort -> new StoreKey(partition, sort)));
    }

    static Map<String, AttributeValue> of(StoredItem item) {
        Map<String, AttributeValue> attributes = new HashMap<>(key(item.key()));
        attributes.put(VALUE, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(item.value())));
        attributes.put(EXPIRES_AT, number(item.expiresAt().getEpochSecond()));
        return attributes;
    }

    /**
     * Reads an item; empty when it has no key. An item that the gateway cannot have written is present and has no
     * content: it does not decode as a response or a finding, and as an eviction or a generation it makes everything
     * before it unusable.
     */
    static Optional<StoredItem> read(Map<String, AttributeValue> item) {
        return keyOf(item).map(key -> content(key, item).orElseGet(() -> StoredItem.of(key, NOTHING, LATEST)));
    }

    private static Optional<StoredItem> content(StoreKey key, Map<String, AttributeValue> item) {
        OptionalLong seconds = number(item, EXPIRES_AT);
        if (seconds.isEmpty() || Math.abs(seconds.getAsLong()) > LATEST.getEpochSecond()) {
            return Optional.empty();
        }
        Instant expiresAt = Instant.ofEpochSecond(seconds.getAsLong());
        AttributeValue value = item.get(VALUE);
        if (value == null) {
            OptionalLong number = number(item, NUMBER);
            return number.isPresent()
                    ? Optional.of(StoredItem.counted(key, number.getAsLong(), expiresAt))
                    : Optional.empty();
        }
        return Optional.ofNullable(value.b()).map(bytes -> StoredItem.of(key, bytes.asByteArrayUnsafe(), expiresAt));
    }

    private static Optional<String> text(Map<String, AttributeValue> item, String attribute) {
        return Optional.ofNullable(item.get(attribute)).map(AttributeValue::s).filter(text -> !text.isEmpty());
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /** A whole number of an item; empty when it is absent or something else. */
    static OptionalLong number(Map<String, AttributeValue> item, String attribute) {
        String digits = Optional.ofNullable(item.get(attribute))
                .map(AttributeValue::n)
                .filter(text -> WHOLE.matcher(text).matches())
                .orElse("");
        return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    }
}
