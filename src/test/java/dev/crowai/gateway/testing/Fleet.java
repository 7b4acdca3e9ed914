package dev.crowai.gateway.testing;

import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.KeyValueStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Instances of the gateway that share a store, a {@link Platform} and a clock. The clock stands still, far ahead of the
 * wall's so that TTL takes nothing, until a test moves it.
 */
public final class Fleet {
    public static final Instant START = Instant.parse("2099-03-01T10:00:00Z");

    private final HandMovedClock clock = new HandMovedClock(START);
    private final Platform platform = new Platform(clock);
    private final Function<InstantSource, KeyValueStore> stores;
    private final Function<InstantSource, Counters> counters;
    private final Map<String, String> variables = new LinkedHashMap<>(Platform.VARIABLES);
    private Executor executor = Runnable::run;

    private Fleet(Function<InstantSource, KeyValueStore> stores, Function<InstantSource, Counters> counters) {
        this.stores = stores;
        this.counters = counters;
    }

    /** Every instance with a store of its own on this table. */
    public static Fleet on(TestDynamoDb.Table table) {
        return new Fleet(
                clock -> new DynamoDbStore(table.client(), table.name(), clock),
                clock -> new DynamoDbStore(table.client(), table.name(), clock));
    }

    /** All instances with the same store and counters. */
    public static Fleet on(KeyValueStore store, Counters counters) {
        return new Fleet(_ -> store, _ -> counters);
    }

    /** Another value for a variable, for the instances that start later. */
    public Fleet with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** Counts elsewhere than in the request's thread, for the instances that start later. */
    public Fleet countingIn(Executor other) {
        executor = other;
        return this;
    }

    public Platform platform() {
        return platform;
    }

    public void advance(Duration time) {
        clock.move(time);
    }

    /** One more instance, with nothing in its memory. */
    public TestGateway start() {
        return start(clock);
    }

    /**
     * One more instance, whose clock is wrong.
     *
     * @param ahead how far it is ahead of the others; negative when it is behind
     */
    public TestGateway start(Duration ahead) {
        return start(() -> clock.instant().plus(ahead));
    }

    private TestGateway start(InstantSource own) {
        return new TestGateway(clock, own, platform, variables)
                .on(stores.apply(own), counters.apply(own))
                .countingIn(executor);
    }
}
