package dev.crowai.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.circuit.CircuitEvents;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardedStoreTest {
    private static final Instant NOW = Instant.parse("2099-01-01T00:00:00Z");
    private static final StoreKey KEY = new StoreKey("partition", "sort");
    private static final StoredItem ITEM = StoredItem.of(KEY, new byte[] {1}, NOW.plusSeconds(60));
    private static final Quota QUOTA = new Quota(10, 60);

    private final HandMovedClock clock = new HandMovedClock(NOW);
    private final StoreDouble table = new StoreDouble(clock);
    private final List<String> told = new ArrayList<>();
    private final GuardedStore store = new GuardedStore(table, table, clock, new CircuitEvents() {
        @Override
        public void opened(String dependency, String cause, Duration rest) {
            told.add("opened " + dependency + ": " + cause + " " + rest);
        }

        @Override
        public void closed(String dependency) {
            told.add("closed " + dependency);
        }
    });

    @Test
    void passes_everything_through_while_the_store_works() throws StoreException {
        store.put(ITEM);
        assertThat(store.get(Set.of(KEY))).containsEntry(KEY, ITEM);
        store.delete(Set.of(KEY));
        assertThat(store.get(Set.of(KEY))).isEmpty();
        assertThat(store.increment(KEY, NOW.plusSeconds(60))).isEqualTo(1);
        Count counted = store.count(KEY, QUOTA, NOW);
        assertThat(counted.remaining()).isEqualTo(9);
        store.takeBack(KEY, QUOTA, counted.entry().orElseThrow());
        assertThat(store.count(KEY, QUOTA, NOW).remaining()).isEqualTo(9);
    }

    private void fail() {
        table.fail();
        assertThatThrownBy(() -> store.get(Set.of(KEY))).isInstanceOf(StoreException.class);
        table.forgetCalls();
    }

    @Test
    void answers_for_a_store_that_has_failed_for_a_second() {
        fail();

        clock.move(Duration.ofMillis(999));
        assertThatThrownBy(() -> store.get(Set.of(KEY))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.put(ITEM)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.delete(Set.of(KEY))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.count(KEY, QUOTA, NOW)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.takeBack(KEY, QUOTA, new Count.Entry(1, 1)))
                .isInstanceOf(StoreException.class);

        assertThat(table.calls()).isEmpty();
    }

    @Test
    void asks_again_after_the_second() throws StoreException {
        fail();
        table.mend();

        clock.move(Duration.ofSeconds(1));

        assertThat(store.get(Set.of(KEY))).isEmpty();
        assertThat(table.calls()).containsExactly("get");
    }

    @Test
    void always_tries_to_begin_a_new_generation() throws StoreException {
        fail();
        table.mend();

        assertThat(store.increment(KEY, NOW.plusSeconds(60))).isEqualTo(1);
    }

    @Test
    void tries_one_call_after_the_rest_and_lets_the_others_wait_for_it() {
        fail();
        clock.move(Duration.ofSeconds(1));

        assertThatThrownBy(() -> store.get(Set.of(KEY))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.put(ITEM)).isInstanceOf(StoreException.class);

        assertThat(table.calls()).containsExactly("get");
    }

    @Test
    void tells_of_an_outage_once_and_of_its_end() throws StoreException {
        fail();
        clock.move(Duration.ofSeconds(1));
        assertThatThrownBy(() -> store.put(ITEM)).isInstanceOf(StoreException.class);
        table.mend();
        clock.move(Duration.ofSeconds(1));
        store.put(ITEM);

        assertThat(told).containsExactly("opened table: get failed, as the test wants it PT1S", "closed table");
    }

    @Test
    void a_failure_of_one_item_says_nothing_about_the_others() throws StoreException {
        table.damage(KEY);

        assertThatThrownBy(() -> store.count(KEY, QUOTA, NOW)).isInstanceOf(StoreException.class);

        StoreKey other = new StoreKey("other", "sort");
        assertThat(store.count(other, QUOTA, NOW).remaining()).isEqualTo(9);
        assertThat(told).isEmpty();
    }

    @Test
    void a_failure_of_one_item_ends_an_outage_because_the_table_has_responded() {
        fail();
        table.mend();
        table.damage(KEY);
        clock.move(Duration.ofSeconds(1));

        assertThatThrownBy(() -> store.count(KEY, QUOTA, NOW)).isInstanceOf(StoreException.class);

        assertThat(told).endsWith("closed table");
    }
}
