package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Items of a real table that this version did not write: their attributes are of other types, or missing. */
final class DamagedItemsIT {
    private static final Instant NOW = Instant.parse("2099-03-01T10:00:00Z");
    private static final StoreKey KEY = new StoreKey("partition", "sort");
    private static final Quota QUOTA = new Quota(2, 60);
    private static final AttributeValue TEXT = AttributeValue.fromS("not what it was");
    private static final AttributeValue FUTURE = AttributeValue.fromN(Long.toString(NOW.getEpochSecond() + 600));
    private static final TestDynamoDb.Table TABLE = TestDynamoDb.table();

    private final DynamoDbStore store = new DynamoDbStore(TABLE.client(), TABLE.name(), InstantSource.fixed(NOW));

    private static void write(Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> item = new HashMap<>(TableItem.key(KEY));
        item.putAll(attributes);
        TABLE.client()
                .putItem(PutItemRequest.builder()
                        .tableName(TABLE.name())
                        .item(item)
                        .build());
    }

    private StoredItem read() throws StoreException {
        return Optional.ofNullable(store.get(Set.of(KEY)).get(KEY)).orElseThrow();
    }

    private static List<AttributeValue> noBytes() {
        return List.of(
                TEXT,
                AttributeValue.fromN("7"),
                AttributeValue.fromBool(true),
                AttributeValue.fromNul(true),
                AttributeValue.fromL(List.of(TEXT)),
                AttributeValue.fromM(Map.of("a", TEXT)),
                AttributeValue.fromSs(List.of("a")));
    }

    @ParameterizedTest
    @MethodSource("noBytes")
    void a_value_that_is_no_bytes_is_an_empty_value(AttributeValue value) throws StoreException {
        write(Map.of("value", value, "expiresAt", FUTURE));

        assertThat(read().value()).isEmpty();
    }

    @Test
    void an_item_without_a_value_is_an_empty_value() throws StoreException {
        write(Map.of("expiresAt", FUTURE));

        assertThat(read().value()).isEmpty();
    }

    @Test
    void attributes_of_a_newer_version_are_ignored() throws StoreException {
        AttributeValue bytes = AttributeValue.fromB(SdkBytes.fromUtf8String("value"));
        write(Map.of("value", bytes, "expiresAt", FUTURE, "newer", TEXT));

        assertThat(read().value()).isEqualTo(bytes.b().asByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.5", "1E+40", "-1"})
    void an_expiry_that_is_no_moment_is_never_an_error(String number) throws StoreException {
        AttributeValue expiresAt = number.isEmpty() ? TEXT : AttributeValue.fromN(number);
        write(Map.of("number", AttributeValue.fromN("3"), "expiresAt", expiresAt));

        assertThat(store.get(Set.of(KEY)).values())
                .allSatisfy(item -> assertThat(item.number()).isEqualTo(3));
    }

    @Test
    void an_item_without_an_expiry_stays() throws StoreException {
        write(Map.of("number", AttributeValue.fromN("3")));

        assertThat(read().expiresAt()).isEqualTo(TableItem.NEVER);
    }

    @Test
    void a_number_that_is_none_counts_from_one_again() throws StoreException {
        write(Map.of("number", TEXT, "expiresAt", FUTURE));
        long before = read().number();
        long first = store.increment(KEY, NOW.plusSeconds(60));
        long second = store.increment(KEY, NOW.plusSeconds(60));

        assertThat(List.of(before, first, second, read().number())).containsExactly(0L, 1L, 2L, 2L);
    }

    @Test
    void a_number_beside_a_value_is_a_number() throws StoreException {
        write(Map.of("value", AttributeValue.fromB(SdkBytes.fromUtf8String("x")), "expiresAt", FUTURE));
        store.increment(KEY, NOW.plusSeconds(60));

        assertThat(read().number()).isEqualTo(1);
    }

    private static List<Map<String, AttributeValue>> noCounts() {
        AttributeValue now = AttributeValue.fromN(Long.toString(NOW.toEpochMilli()));
        AttributeValue one = AttributeValue.fromN("1");
        return List.of(
                Map.of("expiresAt", FUTURE),
                Map.of("allowed", TEXT, "counted", TEXT, "lastMillis", TEXT),
                Map.of("allowed", one, "counted", one, "lastMillis", TEXT),
                Map.of("allowed", TEXT, "counted", one, "lastMillis", now),
                Map.of("allowed", one, "counted", TEXT, "lastMillis", now),
                Map.of("allowed", one, "counted", one, "lastMillis", now, "c3", TEXT, "t3", TEXT),
                Map.of("allowed", AttributeValue.fromN("1.5"), "counted", one, "lastMillis", now),
                Map.of("value", AttributeValue.fromB(SdkBytes.fromUtf8String("x"))));
    }

    @ParameterizedTest
    @MethodSource("noCounts")
    void an_item_that_is_no_count_is_replaced_by_a_new_count(Map<String, AttributeValue> damaged)
            throws StoreException {
        write(damaged);
        Count first = store.count(KEY, QUOTA, NOW);
        Count second = store.count(KEY, QUOTA, NOW);
        Count third = store.count(KEY, QUOTA, NOW);

        assertThat(List.of(first.allowed(), second.allowed(), third.allowed())).containsExactly(true, true, false);
    }

    @ParameterizedTest
    @MethodSource("noCounts")
    void nothing_is_taken_back_from_an_item_that_is_no_count(Map<String, AttributeValue> damaged)
            throws StoreException {
        write(damaged);
        store.takeBack(KEY, QUOTA, new Count.Entry(1, NOW.toEpochMilli()));

        assertThat(store.count(KEY, QUOTA, NOW).allowed()).isTrue();
    }
}
