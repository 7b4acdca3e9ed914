package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import dev.crowai.gateway.testing.HandMovedClock;
import dev.crowai.gateway.testing.Interleaving;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Over random interleavings of reads and writes on three instances, each cut at every call of the store and on both
 * sides of what the service does: no read that begins after the response to a write gets anything older (SPEC "Response
 * cache").
 */
class ReadYourWritesPropertyTest {
    private static final int INSTANCES = 3;
    private static final String PATH = "/api/v1/products/x";
    private static final List<String> CONTROLS =
            List.of("", "max-age=300", "public, max-age=300", "max-age=1, stale-if-error=600", "no-cache");

    enum What {
        READ,
        READ_OF_A_COLLEAGUE,
        WRITE,
        WRITE_ON_ANOTHER_PATH
    }

    /**
     * A request that begins, or a number of steps of those that have begun.
     *
     * @param pause the seconds that pass first
     * @param steps whose turn it is
     */
    record Move(What what, int instance, String control, int pause, List<Integer> steps) {}

    /** The service, its data, and what a client may expect of it. */
    private static final class World implements Handler {
        private final Interleaving interleaving = new Interleaving();
        private final HandMovedClock clock = new HandMovedClock();
        private final StoreDouble table = new StoreDouble(clock);
        private final List<CacheResponses> instances = Stream.generate(() -> new CacheResponses(new Cut(this), clock))
                .limit(INSTANCES)
                .toList();
        private int version;
        private int answered;

        @Override
        public Response handle(Exchange exchange) {
            interleaving.pause();
            if (!exchange.request().method().isRead()) {
                version++;
                Response written = Response.of(200).withBody(Body.of(Integer.toString(version)));
                interleaving.pause();
                return written;
            }
            int read = version;
            interleaving.pause();
            if (exchange.request()
                    .header("If-None-Match")
                    .filter(tag -> tag.equals(tag(read)))
                    .isPresent()) {
                return Response.of(304).with("ETag", tag(read));
            }
            Response response =
                    Response.of(200).withBody(Body.of(Integer.toString(read))).with("ETag", tag(read));
            String control = exchange.request().header("X-Control").orElse("");
            return control.isEmpty() ? response : response.with("Cache-Control", control);
        }

        private static String tag(int version) {
            return "\"" + version + "\"";
        }

        private void begin(Move move) {
            CacheResponses instance = instances.get(move.instance());
            switch (move.what()) {
                case READ -> read(instance, asking(Method.GET, PATH, move));
                case READ_OF_A_COLLEAGUE ->
                    read(instance, asking(Method.GET, PATH, move).by(Asking.COLLEAGUE));
                case WRITE -> write(instance, asking(Method.POST, PATH, move));
                case WRITE_ON_ANOTHER_PATH ->
                    write(
                            instance,
                            asking(Method.DELETE, "/api/v2/crawler-jobs/7", move)
                                    .by(Asking.COLLEAGUE));
            }
        }

        private static Asking asking(Method method, String path, Move move) {
            Asking asking = Asking.of(method, path);
            return new Asking(
                    asking.method(),
                    asking.path(),
                    asking.query(),
                    Headers.of("X-Control", move.control()),
                    asking.body(),
                    asking.client(),
                    asking.identity(),
                    asking.organization());
        }

        private static int number(Response response) {
            return Integer.parseInt(response.body().utf8().orElseThrow());
        }

        private void read(CacheResponses instance, Asking asking) {
            interleaving.add(() -> {
                int least = answered;
                Response response = instance.handle(asking.exchange(clock), this);
                assertThat(number(response)).isGreaterThanOrEqualTo(least);
            });
        }

        private void write(CacheResponses instance, Asking asking) {
            interleaving.add(() -> {
                Response response = instance.handle(asking.exchange(clock), this);
                answered = Math.max(answered, number(response));
            });
        }
    }

    /** The table, with a cut on both sides of each call. */
    private record Cut(World world) implements KeyValueStore {
        @Override
        public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
            world.interleaving.pause();
            Map<StoreKey, StoredItem> found = world.table.get(keys);
            world.interleaving.pause();
            return found;
        }

        @Override
        public void put(StoredItem item) throws StoreException {
            world.interleaving.pause();
            world.table.put(item);
            world.interleaving.pause();
        }

        @Override
        public void delete(Set<StoreKey> keys) throws StoreException {
            world.interleaving.pause();
            world.table.delete(keys);
            world.interleaving.pause();
        }

        @Override
        public long increment(StoreKey key, Instant expiresAt) throws StoreException {
            world.interleaving.pause();
            long number = world.table.increment(key, expiresAt);
            world.interleaving.pause();
            return number;
        }
    }

    @Provide
    Arbitrary<List<Move>> moves() {
        return Combinators.combine(
                        Arbitraries.of(What.class),
                        Arbitraries.integers().between(0, INSTANCES - 1),
                        Arbitraries.of(CONTROLS),
                        Arbitraries.of(0, 0, 0, 2),
                        Arbitraries.integers().between(0, 11).list().ofMaxSize(12))
                .as(Move::new)
                .list()
                .ofMinSize(4)
                .ofMaxSize(25);
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void no_read_gets_anything_older_than_a_write_that_was_answered_before(@ForAll("moves") List<Move> moves) {
        World world = new World();
        for (Move move : moves) {
            world.clock.move(Duration.ofSeconds(move.pause()));
            world.begin(move);
            move.steps().forEach(world.interleaving::step);
        }
        world.interleaving.finish();
    }
}
