package dev.crowai.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link KeyValueStore} does. */
public abstract class KeyValueStoreContract {
    /** Far ahead, so that a real table's TTL takes nothing while a test runs. */
    protected final HandMovedClock clock = new HandMovedClock(Instant.parse("2099-03-01T10:00:00Z"));

    /** Of this test alone: all tests of a class share a table. */
    private final String partition = "contract:ünïcode:" + UUID.randomUUID();

    private final StoreKey key = new StoreKey(partition, "a/b#c");
    private final StoreKey other = new StoreKey(partition, "other");

    /** A store that uses {@link #clock}. */
    protected abstract KeyValueStore store();

    private Instant in(Duration time) {
        return clock.instant().plus(time);
    }

    private StoredItem item(StoreKey itemKey, String value, Duration life) {
        return StoredItem.of(itemKey, value.getBytes(UTF_8), in(life));
    }

    private StoredItem read() throws StoreException {
        return Objects.requireNonNull(store().get(Set.of(key)).get(key), "the item is absent");
    }

    @Test
    void gives_back_what_was_put() throws StoreException {
        StoredItem item = item(key, "value", Duration.ofMinutes(1));
        store().put(item);

        assertThat(store().get(Set.of(key))).containsOnly(Map.entry(key, item));
    }

    @Test
    void keeps_every_byte_as_it_is() throws StoreException {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        store().put(StoredItem.of(key, bytes, in(Duration.ofMinutes(1))));

        assertThat(read().value()).isEqualTo(bytes);
    }

    @Test
    void keeps_an_empty_value() throws StoreException {
        store().put(item(key, "", Duration.ofMinutes(1)));

        assertThat(read().value()).isEmpty();
    }

    @Test
    void finds_only_the_keys_that_are_there() throws StoreException {
        store().put(item(key, "value", Duration.ofMinutes(1)));

        assertThat(store().get(Set.of(key, other))).containsOnlyKeys(key);
    }

    @Test
    void reads_twenty_five_keys_at_once() throws StoreException {
        Set<StoreKey> keys = new HashSet<>();
        for (int i = 0; i < 25; i++) {
            StoreKey next = new StoreKey(partition, "many-" + i);
            keys.add(next);
            store().put(item(next, "value " + i, Duration.ofMinutes(1)));
        }

        assertThat(store().get(keys)).containsOnlyKeys(keys.toArray(StoreKey[]::new));
    }

    @Test
    void replaces_an_item_with_the_same_key() throws StoreException {
        store().put(item(key, "old", Duration.ofMinutes(1)));
        store().put(item(key, "new", Duration.ofMinutes(1)));

        assertThat(read().value()).isEqualTo("new".getBytes(UTF_8));
    }

    @Test
    void keeps_keys_apart_that_read_the_same_when_joined() throws StoreException {
        StoreKey one = new StoreKey(partition + ":b", "c");
        StoreKey two = new StoreKey(partition, "b:c");
        store().put(item(one, "one", Duration.ofMinutes(1)));

        assertThat(store().get(Set.of(two))).isEmpty();
    }

    @Test
    void an_expired_item_is_absent() throws StoreException {
        store().put(item(key, "value", Duration.ofSeconds(30)));
        clock.move(Duration.ofSeconds(30));

        assertThat(store().get(Set.of(key))).isEmpty();
    }

    @Test
    void an_item_is_there_until_it_expires() throws StoreException {
        store().put(item(key, "value", Duration.ofSeconds(30)));
        clock.move(Duration.ofSeconds(30).minusMillis(1));

        assertThat(store().get(Set.of(key))).containsKey(key);
    }

    @Test
    void takes_a_value_of_the_largest_size() throws StoreException {
        byte[] bytes = new byte[KeyValueStore.MAX_VALUE_BYTES];
        store().put(StoredItem.of(key, bytes, in(Duration.ofMinutes(1))));

        assertThat(read().size()).isEqualTo(KeyValueStore.MAX_VALUE_BYTES);
    }

    @Test
    void refuses_a_value_above_the_largest_size() {
        StoredItem item = StoredItem.of(key, new byte[KeyValueStore.MAX_VALUE_BYTES + 1], in(Duration.ofMinutes(1)));

        assertThatThrownBy(() -> store().put(item)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deletes_what_is_there_and_minds_nothing_that_is_not() throws StoreException {
        store().put(item(key, "value", Duration.ofMinutes(1)));
        store().delete(Set.of(key, other));

        assertThat(store().get(Set.of(key, other))).isEmpty();
    }

    @Test
    void counts_up_from_one() throws StoreException {
        long first = store().increment(key, in(Duration.ofMinutes(1)));
        long second = store().increment(key, in(Duration.ofMinutes(1)));

        assertThat(List.of(first, second)).containsExactly(1L, 2L);
    }

    @Test
    void shows_the_number_that_was_counted() throws StoreException {
        store().increment(key, in(Duration.ofMinutes(1)));
        store().increment(key, in(Duration.ofMinutes(2)));

        assertThat(read()).isEqualTo(StoredItem.counted(key, 2, in(Duration.ofMinutes(2))));
    }

    @Test
    void an_expired_number_is_absent() throws StoreException {
        store().increment(key, in(Duration.ofSeconds(10)));
        clock.move(Duration.ofSeconds(10));

        assertThat(store().get(Set.of(key))).isEmpty();
    }

    @Test
    void goes_on_from_an_expired_number_that_is_still_stored() throws StoreException {
        store().increment(key, in(Duration.ofSeconds(10)));
        clock.move(Duration.ofSeconds(11));

        assertThat(store().increment(key, in(Duration.ofSeconds(10)))).isEqualTo(2);
    }

    @Test
    void no_two_instances_get_the_same_number() throws Exception {
        Instant expiresAt = in(Duration.ofMinutes(1));
        KeyValueStore store = store();
        List<Future<Long>> numbers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 40; i++) {
                numbers.add(threads.submit(() -> store.increment(key, expiresAt)));
            }
        }
        Set<Long> distinct = new HashSet<>();
        for (Future<Long> number : numbers) {
            distinct.add(number.get());
        }

        assertThat(distinct).hasSize(40).contains(1L, 40L);
    }
}
