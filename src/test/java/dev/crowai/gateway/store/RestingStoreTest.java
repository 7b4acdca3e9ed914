package dev.crowai.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestingStoreTest {
    private static final Instant NOW = Instant.parse("2099-01-01T00:00:00Z");
    private static final StoreKey KEY = new StoreKey("partition", "sort");
    private static final StoredItem ITEM = StoredItem.of(KEY, new byte[] {1}, NOW.plusSeconds(60));
    private static final Quota QUOTA = new Quota(10, 60);

    private final HandMovedClock clock = new HandMovedClock(NOW);
    private final Failing failing = new Failing(new InMemoryStore(clock, 100));
    private final RestingStore store = new RestingStore(failing, failing, clock);

    /** Fails while it is told to, and counts how often it is asked. */
    private static final class Failing implements KeyValueStore, Counters {
        private final InMemoryStore store;
        private boolean fails;
        private int asked;

        Failing(InMemoryStore store) {
            this.store = store;
        }

        private InMemoryStore ask() throws StoreException {
            asked++;
            if (fails) {
                throw new StoreException("as the test wants it");
            }
            return store;
        }

        @Override
        public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
            return ask().get(keys);
        }

        @Override
        public void put(StoredItem item) throws StoreException {
            ask().put(item);
        }

        @Override
        public void delete(Set<StoreKey> keys) throws StoreException {
            ask().delete(keys);
        }

        @Override
        public long increment(StoreKey key, Instant expiresAt) throws StoreException {
            return ask().increment(key, expiresAt);
        }

        @Override
        public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
            return ask().count(key, quota, now);
        }
    }

    @Test
    void passes_everything_through_while_the_store_works() throws StoreException {
        store.put(ITEM);
        assertThat(store.get(Set.of(KEY))).containsEntry(KEY, ITEM);
        store.delete(Set.of(KEY));
        assertThat(store.get(Set.of(KEY))).isEmpty();
        assertThat(store.increment(KEY, NOW.plusSeconds(60))).isEqualTo(1);
        assertThat(store.count(KEY, QUOTA, NOW).remaining()).isEqualTo(9);
    }

    private void fail() {
        failing.fails = true;
        assertThatThrownBy(() -> store.get(Set.of(KEY))).isInstanceOf(StoreException.class);
        failing.asked = 0;
    }

    @Test
    void answers_for_a_store_that_has_failed_for_a_second() {
        fail();

        clock.move(Duration.ofMillis(999));
        assertThatThrownBy(() -> store.get(Set.of(KEY))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.put(ITEM)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.delete(Set.of(KEY))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.count(KEY, QUOTA, NOW)).isInstanceOf(StoreException.class);

        assertThat(failing.asked).isZero();
    }

    @Test
    void asks_again_after_the_second() throws StoreException {
        fail();
        failing.fails = false;

        clock.move(Duration.ofSeconds(1));

        assertThat(store.get(Set.of(KEY))).isEmpty();
        assertThat(failing.asked).isEqualTo(1);
    }

    @Test
    void always_tries_to_begin_a_new_generation() throws StoreException {
        fail();
        failing.fails = false;

        assertThat(store.increment(KEY, NOW.plusSeconds(60))).isEqualTo(1);
    }
}
