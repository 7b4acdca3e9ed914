package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What each operation costs, and what stands in the table. */
final class DynamoDbStoreIT {
    /** Far ahead, so that TTL takes nothing while a test runs. */
    private static final Instant NOW = Instant.parse("2099-03-01T10:00:00Z");

    private static final Quota QUOTA = new Quota(3, 120);

    private static final TestDynamoDb.Table TABLE = TestDynamoDb.table();

    /** Of this test alone: all tests share the table. */
    private final StoreKey key = new StoreKey("limit:standard:" + UUID.randomUUID(), "3/120");

    private final DynamoDbStore store = new DynamoDbStore(TABLE.client(), TABLE.name(), InstantSource.fixed(NOW));

    @BeforeEach
    void forget_the_calls_of_other_tests() {
        TABLE.calls().reset();
    }

    private Map<String, AttributeValue> stored() {
        return TABLE.client()
                .getItem(request ->
                        request.tableName(TABLE.name()).key(TableItem.key(key)).consistentRead(true))
                .item();
    }

    @Test
    void the_first_request_of_a_client_costs_one_update() throws StoreException {
        store.count(key, QUOTA, NOW);

        assertThat(TABLE.calls().byOperation()).isEqualTo(Map.of("UpdateItem", 1));
    }

    @Test
    void every_further_request_costs_one_update_in_whatever_slot_it_comes() throws StoreException {
        for (int seconds = 0; seconds < 1000; seconds += 50) {
            store.count(key, QUOTA, NOW.plusSeconds(seconds));
        }

        assertThat(TABLE.calls().byOperation()).isEqualTo(Map.of("UpdateItem", 20));
    }

    @Test
    void a_refusal_costs_one_update() throws StoreException {
        for (int i = 0; i < 3; i++) {
            store.count(key, QUOTA, NOW);
        }
        TABLE.calls().reset();
        boolean allowed = store.count(key, QUOTA, NOW).allowed();

        assertThat(allowed).isFalse();
        assertThat(TABLE.calls().byOperation()).isEqualTo(Map.of("UpdateItem", 1));
    }

    @Test
    void the_first_request_after_a_window_of_silence_costs_two_calls() throws StoreException {
        store.count(key, QUOTA, NOW);
        TABLE.calls().reset();
        store.count(key, QUOTA, NOW.plusSeconds(120));

        assertThat(TABLE.calls().byOperation()).isEqualTo(Map.of("UpdateItem", 1, "PutItem", 1));
    }

    @Test
    void a_count_goes_when_nothing_of_it_counts_any_more() throws StoreException {
        store.count(key, QUOTA, NOW.plusMillis(1));

        assertThat(TableItem.number(stored(), "expiresAt")).isEqualTo(NOW.getEpochSecond() + 121);
    }

    @Test
    void a_count_fits_one_write_unit_however_busy_its_client() throws StoreException {
        Quota generous = new Quota(1_000_000, 86_400);
        for (int i = 0; i < 60; i++) {
            store.count(key, generous, NOW.plusSeconds(i * 8_000L));
        }
        int bytes = stored().entrySet().stream()
                .mapToInt(attribute -> attribute.getKey().length() + size(attribute.getValue()))
                .sum();

        assertThat(stored()).hasSizeGreaterThan(65);
        assertThat(bytes).isLessThan(1_024);
    }

    /** As DynamoDB counts: two digits of a number in a byte, and one byte more. */
    private static int size(AttributeValue value) {
        return value.n() == null ? value.s().length() : (value.n().length() + 1) / 2 + 1;
    }

    @Test
    void reading_many_items_costs_one_batch() throws StoreException {
        store.get(Set.of(key, new StoreKey("p", "one"), new StoreKey("p", "two")));

        assertThat(TABLE.calls().byOperation()).isEqualTo(Map.of("BatchGetItem", 1));
    }

    @Test
    void deleting_many_items_costs_one_batch() throws StoreException {
        store.delete(Set.of(key, new StoreKey("p", "one"), new StoreKey("p", "two")));

        assertThat(TABLE.calls().byOperation()).isEqualTo(Map.of("BatchWriteItem", 1));
    }

    @Test
    void counting_up_costs_one_update() throws StoreException {
        store.increment(key, NOW.plusSeconds(60));

        assertThat(TABLE.calls().byOperation()).isEqualTo(Map.of("UpdateItem", 1));
    }

    @Test
    void a_value_that_is_too_large_never_reaches_the_wire() {
        StoredItem item = StoredItem.of(key, new byte[KeyValueStore.MAX_VALUE_BYTES + 1], NOW.plusSeconds(60));

        assertThatThrownBy(() -> store.put(item)).isInstanceOf(IllegalArgumentException.class);
        assertThat(TABLE.calls().total()).isZero();
    }

    @Test
    void the_ttl_attribute_holds_seconds_of_the_epoch() throws StoreException {
        store.put(StoredItem.of(key, new byte[1], NOW.plusSeconds(60)));

        assertThat(stored().get("expiresAt")).isEqualTo(AttributeValue.fromN("4076042460"));
    }

    @Test
    void a_table_that_is_not_there_is_a_store_failure() {
        DynamoDbStore nowhere = new DynamoDbStore(TABLE.client(), "no-such-table", InstantSource.fixed(NOW));

        assertThatThrownBy(() -> nowhere.get(Set.of(key))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> nowhere.put(StoredItem.of(key, new byte[1], NOW)))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> nowhere.delete(Set.of(key))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> nowhere.increment(key, NOW)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> nowhere.count(key, QUOTA, NOW)).isInstanceOf(StoreException.class);
    }
}
