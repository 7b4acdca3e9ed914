package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EvictionsTest {
    private final HandMovedClock clock = new HandMovedClock();
    private final StoreDouble table = new StoreDouble(clock);
    private final Evictions evictions = new Evictions(table, clock);
    private final StoreKey user = Evictions.user("ann");

    private StoredItem evicted() {
        evictions.evict(Set.of(user), Exchanges.get("/"));
        return table.itemsOf("identity:evicted-user:").getFirst();
    }

    @Test
    void an_eviction_covers_what_another_clock_may_have_put_a_little_later() {
        StoredItem eviction = evicted();
        Instant edge = HandMovedClock.START.plusSeconds(2);

        assertThat(Evictions.evicts(eviction, HandMovedClock.START)).isTrue();
        assertThat(Evictions.evicts(eviction, edge)).isTrue();
        assertThat(Evictions.evicts(eviction, edge.plusMillis(1))).isFalse();
    }

    @Test
    void an_eviction_that_the_store_holds_is_shared_and_one_that_it_does_not_is_local() {
        Exchange shared = Exchanges.get("/");
        evictions.evict(Set.of(user, Evictions.apiKey("key-1")), shared);
        table.failNext(1, "put");
        Exchange local = Exchanges.get("/");
        evictions.evict(Set.of(user, Evictions.apiKey("key-1")), local);

        assertThat(shared.record().snapshot().results()).containsExactly(Result.Eviction.SHARED);
        assertThat(local.record().snapshot().results()).containsExactly(Result.Eviction.LOCAL);
    }

    @Test
    void an_instance_trusts_its_own_clock() {
        evicted();

        assertThat(evictions.evictedSince(Set.of(user), HandMovedClock.START)).isTrue();
        assertThat(evictions.evictedSince(Set.of(user), HandMovedClock.START.plusMillis(1)))
                .isFalse();
        assertThat(evictions.evictedSince(Set.of(Evictions.user("bob")), HandMovedClock.START))
                .isFalse();
    }

    @Test
    void an_eviction_outlives_every_answer_that_it_concerns() {
        Duration oldest = Lifetimes.STORED.plus(Evictions.CLOCK_SKEW);

        assertThat(evicted().expiresAt()).isAfter(clock.instant().plus(oldest));
        clock.move(oldest);
        assertThat(evictions.evictedSince(Set.of(user), HandMovedClock.START)).isTrue();
    }

    @Test
    void the_kinds_of_evictions_do_not_meet() {
        assertThat(Set.of(Evictions.user("x"), Evictions.apiKey("x")))
                .doesNotContainAnyElementsOf(Evictions.sessions(List.of("x")))
                .hasSize(2);
    }
}
