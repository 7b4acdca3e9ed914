package dev.crowai.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StoredItemTest {
    private static final StoreKey KEY = new StoreKey("partition", "sort");
    private static final Instant END = Instant.parse("2026-03-01T10:00:00Z");
    private static final byte[] VALUE = "private response".getBytes(StandardCharsets.UTF_8);

    @Test
    void two_items_are_equal_when_key_value_number_and_expiry_are() {
        StoredItem item = StoredItem.of(KEY, VALUE, END);

        assertThat(item)
                .isEqualTo(StoredItem.of(KEY, VALUE.clone(), END))
                .hasSameHashCodeAs(StoredItem.of(KEY, VALUE, END));
        assertThat(item)
                .isNotEqualTo(StoredItem.of(new StoreKey("partition", "other"), VALUE, END))
                .isNotEqualTo(StoredItem.of(KEY, new byte[0], END))
                .isNotEqualTo(StoredItem.of(KEY, VALUE, END.plusSeconds(1)))
                .isNotEqualTo(KEY);
        assertThat(StoredItem.counted(KEY, 1, END)).isNotEqualTo(StoredItem.counted(KEY, 2, END));
    }

    @Test
    void shows_the_size_of_its_value_and_not_the_value() {
        assertThat(StoredItem.of(KEY, VALUE, END)).hasToString("item of 16 bytes");
    }

    @Test
    void keeps_its_value_whatever_becomes_of_the_array() {
        byte[] value = {1, 2};
        StoredItem item = StoredItem.of(KEY, value, END);
        value[0] = 9;
        item.value()[1] = 9;

        assertThat(item.value()).containsExactly(1, 2);
    }

    @Test
    void expires_at_a_whole_second() {
        assertThat(StoredItem.of(KEY, VALUE, END.plusMillis(999)).expiresAt()).isEqualTo(END);
    }
}
