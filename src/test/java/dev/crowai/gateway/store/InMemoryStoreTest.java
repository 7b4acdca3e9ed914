package dev.crowai.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InMemoryStoreTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void holds_no_more_entries_than_it_was_given_room_for() {
        InMemoryStore store = new InMemoryStore(InstantSource.fixed(NOW), 10);
        long found = 0;
        for (int i = 0; i < 500; i++) {
            store.put(StoredItem.of(key(i), new byte[1], NOW.plusSeconds(60)));
        }
        for (int i = 0; i < 500; i++) {
            found += store.get(Set.of(key(i))).size();
        }

        assertThat(found).isBetween(1L, 10L);
    }

    @Test
    void counts_on_for_a_client_among_many_others() {
        InMemoryStore store = new InMemoryStore(InstantSource.fixed(NOW), 10_000);
        Quota quota = new Quota(5, 60);
        store.count(key(-1), quota, NOW);
        for (int i = 0; i < 1000; i++) {
            store.count(key(i), quota, NOW);
        }

        assertThat(store.count(key(-1), quota, NOW).remaining()).isEqualTo(3);
    }

    private static StoreKey key(int i) {
        return new StoreKey("p" + i, "s");
    }
}
