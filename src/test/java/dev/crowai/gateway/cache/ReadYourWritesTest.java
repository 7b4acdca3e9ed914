package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two instances of the gateway on one table (SPEC "Response cache", "Read your writes"; RFC 9111 §4.4). */
class ReadYourWritesTest {
    private static final String PATH = "/api/v1/products/1";
    private static final int INTERLEAVINGS = 1000;

    private final HandMovedClock clock = new HandMovedClock();
    private final StoreDouble store = new StoreDouble(clock);
    private final CacheResponses one = new CacheResponses(store, clock);
    private final CacheResponses other = new CacheResponses(store, clock);
    private final AtomicInteger atTheService = new AtomicInteger();

    private Response service(Exchange exchange) {
        if (exchange.request().method() == Method.PUT) {
            return Response.of(200).withBody(Body.of(Integer.toString(atTheService.incrementAndGet())));
        }
        return new Response(
                200, Headers.of("Cache-Control", "public, max-age=600"), Body.of(Integer.toString(atTheService.get())));
    }

    private static int number(Response answer) {
        return Integer.parseInt(answer.body().utf8().orElseThrow());
    }

    private int put(CacheResponses instance) {
        return number(instance.handle(Asking.of(Method.PUT, PATH).exchange(clock), this::service));
    }

    private int get(CacheResponses instance, boolean colleague) {
        Asking asking = colleague ? Asking.get(PATH).by(Asking.COLLEAGUE) : Asking.get(PATH);
        return number(instance.handle(asking.exchange(clock), this::service));
    }

    @Test
    void never_shows_the_old_body_after_a_write_that_happened_around_or_within_a_read() {
        for (int seed = 0; seed < INTERLEAVINGS; seed++) {
            Random random = new Random(seed);
            for (int step = 0; step < 8; step++) {
                step(random, 2);
            }
        }
    }

    /** A write, a read, or a read during which the service's answer was on its way while more of this happened. */
    private void step(Random random, int depth) {
        CacheResponses instance = random.nextBoolean() ? one : other;
        int returned = atTheService.get();
        switch (random.nextInt(depth > 0 ? 4 : 2)) {
            case 0 -> assertThat(put(instance)).isGreaterThan(returned);
            case 1 -> assertThat(get(instance, random.nextBoolean())).isEqualTo(returned);
            default -> {
                Response answer = instance.handle(
                        Asking.get(PATH, "Cache-Control", random.nextBoolean() ? "no-cache" : "max-stale")
                                .exchange(clock),
                        exchange -> {
                            Response old = service(exchange);
                            step(random, depth - 1);
                            return old;
                        });
                assertThat(number(answer)).isGreaterThanOrEqualTo(returned);
            }
        }
    }

    @Test
    void never_shows_the_old_body_while_readers_fill_the_table_at_the_same_time() throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        try (ExecutorService readers = Executors.newFixedThreadPool(1)) {
            Future<?> reading = readers.submit(() -> {
                while (running.get()) {
                    get(one, true);
                    get(other, false);
                }
            });
            try {
                for (int i = 0; i < INTERLEAVINGS; i++) {
                    int written = put(i % 2 == 0 ? one : other);
                    assertThat(get(i % 2 == 0 ? other : one, false)).isGreaterThanOrEqualTo(written);
                }
            } finally {
                running.set(false);
            }
            reading.get();
        }
    }

    @Test
    void makes_up_for_a_write_whose_invalidation_fails_while_that_of_another_succeeds() {
        InterruptedStore interrupted = new InterruptedStore(store);
        CacheResponses instance = new CacheResponses(interrupted, clock);
        interrupted.afterNextIncrement(() -> {
            // The first write is counted, but its thread does not know it yet. Another instance stores a response...
            get(other, true);
            // ...and a second write of this instance can't be counted.
            store.failNext(1, "increment");
            put(instance);
        });

        put(instance);

        assertThat(get(instance, true)).isEqualTo(2);
    }

    /** A store in which something happens between an increment and the return of its call. */
    private static final class InterruptedStore implements KeyValueStore {
        private final KeyValueStore store;
        private final Deque<Runnable> events = new ArrayDeque<>();

        InterruptedStore(KeyValueStore store) {
            this.store = store;
        }

        void afterNextIncrement(Runnable event) {
            events.add(event);
        }

        @Override
        public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
            return store.get(keys);
        }

        @Override
        public void put(StoredItem item) throws StoreException {
            store.put(item);
        }

        @Override
        public void delete(Set<StoreKey> keys) throws StoreException {
            store.delete(keys);
        }

        @Override
        public long increment(StoreKey key, Instant expiresAt) throws StoreException {
            long number = store.increment(key, expiresAt);
            while (!events.isEmpty()) {
                events.remove().run();
            }
            return number;
        }
    }
}
