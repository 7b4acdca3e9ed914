package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An item of the store as an item of the table, and items that this version did not write. */
final class TableItemTest {
    private static final StoreKey KEY = new StoreKey("partition", "sort");
    private static final Instant END = Instant.ofEpochSecond(1_800_000_000);

    private static Map<String, AttributeValue> with(String attribute, AttributeValue value) {
        Map<String, AttributeValue> item = new HashMap<>(TableItem.of(StoredItem.of(KEY, new byte[] {1, 2}, END)));
        item.put(attribute, value);
        return item;
    }

    @Test
    void an_item_is_read_as_it_was_written() {
        StoredItem item = StoredItem.of(KEY, new byte[] {0, -1}, END);

        assertThat(TableItem.read(TableItem.of(item))).isEqualTo(item);
        assertThat(TableItem.of(item)).containsEntry("expiresAt", AttributeValue.fromN("1800000000"));
    }

    @Test
    void an_item_with_a_number_was_counted() {
        assertThat(TableItem.read(with("number", AttributeValue.fromN("7"))))
                .isEqualTo(StoredItem.counted(KEY, 7, END));
        assertThat(TableItem.read(with("number", AttributeValue.fromS("7"))))
                .isEqualTo(StoredItem.counted(KEY, 0, END));
    }

    @Test
    void a_value_of_another_type_is_empty() {
        Map<String, AttributeValue> none = with("value", AttributeValue.fromS("text"));
        assertThat(TableItem.read(none)).isEqualTo(StoredItem.of(KEY, new byte[0], END));

        none.remove("value");
        assertThat(TableItem.read(none)).isEqualTo(StoredItem.of(KEY, new byte[0], END));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "-1, 1970-01-01T00:00:00Z",
        "253402300798, 9999-12-31T23:59:58Z",
        "253402300799, 9999-12-31T23:59:59Z",
        "9223372036854775807, 9999-12-31T23:59:59Z",
        "1.5, 9999-12-31T23:59:59Z",
    })
    void an_expiry_that_is_none_never_comes(String number, Instant expected) {
        assertThat(TableItem.read(with("expiresAt", AttributeValue.fromN(number)))
                        .expiresAt())
                .isEqualTo(expected);
    }

    @Test
    void an_item_without_an_expiry_never_expires() {
        assertThat(TableItem.read(TableItem.key(KEY)).expiresAt()).isEqualTo(TableItem.NEVER);
    }

    @Test
    void a_key_has_two_texts() {
        assertThat(TableItem.key(TableItem.key(KEY))).isEqualTo(KEY);
        assertThatThrownBy(() -> TableItem.key(Map.of("pk", AttributeValue.fromS("p"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TableItem.key(with("sk", AttributeValue.fromN("1"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_number_that_is_absent_is_zero_and_one_that_is_none_is_an_error() {
        assertThat(TableItem.number(Map.of(), "n")).isZero();
        assertThat(TableItem.number(Map.of("n", TableItem.number(-7)), "n")).isEqualTo(-7);
        assertThatThrownBy(() -> TableItem.number(Map.of("n", AttributeValue.fromS("7")), "n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("n");
    }
}
