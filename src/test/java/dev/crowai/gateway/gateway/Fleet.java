package dev.crowai.gateway.gateway;

import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.testing.HandMovedClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Instances of the whole gateway of the dev environment that share a store, a {@link Platform} and a clock. The clock
 * stands still, far ahead of the wall's so that TTL takes nothing, until a test moves it. Counting runs in the request's
 * own thread, so that no count is ever late, unless a test gives it another.
 */
final class Fleet {
    static final Instant START = Instant.parse("2099-03-01T10:00:00Z");

    private final HandMovedClock clock = new HandMovedClock(START);
    private final Platform platform = new Platform(clock);
    private final Function<InstantSource, KeyValueStore> stores;
    private final Function<InstantSource, Counters> counters;
    private final Map<String, String> variables = new LinkedHashMap<>(Map.of(
            "ENVIRONMENT", "dev",
            "CACHE", "crow-gateway",
            "INTERNAL_GATEWAY_KEY", Platform.INTERNAL_KEY,
            "SERVICE_API_KEY_ORG_SERVICE", Platform.SERVICE_KEY,
            "CRAWLER_SERVICE_SECRET", Platform.CRAWLER_SECRET));
    private Executor executor = Runnable::run;

    private Fleet(Function<InstantSource, KeyValueStore> stores, Function<InstantSource, Counters> counters) {
        this.stores = stores;
        this.counters = counters;
    }

    /** Every instance with a store of its own on this table. */
    static Fleet on(TestDynamoDb.Table table) {
        return new Fleet(
                clock -> new DynamoDbStore(table.client(), table.name(), clock),
                clock -> new DynamoDbStore(table.client(), table.name(), clock));
    }

    /** All instances with the same store and counters. */
    static Fleet on(KeyValueStore store, Counters counters) {
        return new Fleet(_ -> store, _ -> counters);
    }

    /** Another value for a variable, for the instances that start later. */
    Fleet with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** Counts elsewhere than in the request's thread, for the instances that start later. */
    Fleet countingIn(Executor other) {
        executor = other;
        return this;
    }

    Platform platform() {
        return platform;
    }

    void advance(Duration time) {
        clock.move(time);
    }

    /** One more instance, with nothing in its memory. */
    Instance start() {
        return start(clock);
    }

    /**
     * One more instance, whose clock is wrong.
     *
     * @param ahead how far it is ahead of the others; negative when it is behind
     */
    Instance start(Duration ahead) {
        return start(() -> clock.instant().plus(ahead));
    }

    private Instance start(InstantSource own) {
        List<String> log = new CopyOnWriteArrayList<>();
        Gateway gateway = new Gateway(
                Settings.of(variables),
                new Ports(
                        platform,
                        Fleet::secrets,
                        stores.apply(own),
                        counters.apply(own),
                        new LinkedHashMap<>(),
                        own,
                        System::nanoTime,
                        new SecureRandom(),
                        executor,
                        log::add,
                        Map.of(),
                        () -> false));
        return new Instance(gateway, log);
    }

    private static PlatformSecrets secrets() {
        return new PlatformSecrets(
                Secret.of(Platform.INTERNAL_KEY),
                Optional.empty(),
                Optional.of(Secret.of(Platform.SERVICE_KEY)),
                Optional.of(Secret.of(Platform.CRAWLER_SECRET)));
    }

    /**
     * One instance of the function.
     *
     * @param log the lines that it has written so far
     */
    record Instance(Gateway gateway, List<String> log) {
        Response get(String target, String... headers) {
            return send(Method.GET, target, Body.EMPTY, headers);
        }

        Response post(String target, String body, String... headers) {
            return send(Method.POST, target, Body.of(body), headers);
        }

        Response send(Method method, String target, Body body, String... headers) {
            return from(TestGateway.CLIENT, method, target, body, headers);
        }

        /**
         * Sends a request.
         *
         * @param address the client's
         * @param target an encoded path, and after {@code ?} the raw query
         * @param headers name, value, name, value, …
         */
        Response from(String address, Method method, String target, Body body, String... headers) {
            int question = target.indexOf('?');
            Request request = new Request(
                    method,
                    question < 0 ? target : target.substring(0, question),
                    question < 0 ? "" : target.substring(question + 1),
                    Headers.of(headers),
                    body,
                    new ClientAddress(address),
                    TestGateway.HOST);
            return gateway.handle(
                    new Arrival(request, Optional.empty(), TestGateway.REQUEST_ID), Duration.ofSeconds(20));
        }
    }
}
