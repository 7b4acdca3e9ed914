package dev.crowai.gateway.gateway;

import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pages.BuiltInPages;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.testing.HandMovedClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The whole gateway of the dev environment in front of a {@link Platform}, with a clock that the test moves. */
public final class TestGateway {
    public static final String CLIENT = "203.0.113.7";
    public static final String HOST = "dev.api.crowai.dev";
    public static final String REQUEST_ID = "request-1";

    private final HandMovedClock clock = new HandMovedClock();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final SequencedMap<String, BuiltInPages.ReadinessCheck> checks = new LinkedHashMap<>();
    private final Map<String, String> variables = new LinkedHashMap<>(Map.of(
            "ENVIRONMENT", "dev",
            "CACHE", "crow-gateway",
            "INTERNAL_GATEWAY_KEY", Platform.INTERNAL_KEY,
            "SERVICE_API_KEY_ORG_SERVICE", Platform.SERVICE_KEY,
            "CRAWLER_SERVICE_SECRET", Platform.CRAWLER_SECRET));
    private final AtomicReference<PlatformSecrets> secrets = new AtomicReference<>(new PlatformSecrets(
            Secret.of(Platform.INTERNAL_KEY),
            Optional.empty(),
            Optional.of(Secret.of(Platform.SERVICE_KEY)),
            Optional.of(Secret.of(Platform.CRAWLER_SECRET))));
    private final Platform platform = new Platform(clock);
    private final InMemoryStore memory = new InMemoryStore(clock, 10_000);
    private Supplier<PlatformSecrets> keys = secrets::get;
    private KeyValueStore store = memory;
    private Counters counters = memory;
    private Optional<Gateway> gateway = Optional.empty();

    /** Another value for a variable of the environment; before the first request. */
    public TestGateway with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** Another store, before the first request: one that counts, fails or is shared with another gateway. */
    public TestGateway on(KeyValueStore otherStore, Counters otherCounters) {
        store = otherStore;
        counters = otherCounters;
        return this;
    }

    /** Keys from elsewhere, before the first request. */
    public TestGateway withKeys(Supplier<PlatformSecrets> others) {
        keys = others;
        return this;
    }

    public Platform platform() {
        return platform;
    }

    public InstantSource clock() {
        return clock;
    }

    public void advance(Duration time) {
        clock.move(time);
    }

    /** Other keys from the next request on, as after a rotation. */
    public void rotate(PlatformSecrets others) {
        secrets.set(others);
    }

    /** The lines of the log. */
    public List<String> log() {
        return List.copyOf(log);
    }

    public void forgetLog() {
        log.clear();
    }

    public SequencedMap<String, BuiltInPages.ReadinessCheck> checks() {
        return checks;
    }

    public Response get(String target, String... headers) {
        return send(Method.GET, target, Body.EMPTY, headers);
    }

    public Response post(String target, String body, String... headers) {
        return send(Method.POST, target, Body.of(body), headers);
    }

    /**
     * Sends a request.
     *
     * @param target an encoded path, and after {@code ?} the raw query
     * @param headers name, value, name, value, …
     */
    public Response send(Method method, String target, Body body, String... headers) {
        return handle(new Arrival(request(method, target, body, CLIENT, headers), Optional.empty(), REQUEST_ID));
    }

    /** Sends a request from another client address. */
    public Response from(String address, Method method, String target, String... headers) {
        return handle(new Arrival(request(method, target, Body.EMPTY, address, headers), Optional.empty(), REQUEST_ID));
    }

    public Response handle(Arrival arrival) {
        Gateway running = gateway.orElseGet(this::start);
        gateway = Optional.of(running);
        return running.handle(arrival, Duration.ofSeconds(20));
    }

    /** What the variables say. */
    public Settings settings() {
        return Settings.of(variables);
    }

    /** The keys that are in use now. */
    public PlatformSecrets secrets() {
        return keys.get();
    }

    private Gateway start() {
        return new Gateway(
                settings(),
                new Ports(
                        platform,
                        keys,
                        store,
                        counters,
                        checks,
                        clock,
                        System::nanoTime,
                        new SecureRandom(),
                        Runnable::run,
                        log::add,
                        Map.of(),
                        () -> false));
    }

    private static Request request(Method method, String target, Body body, String address, String... headers) {
        int question = target.indexOf('?');
        return new Request(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                Headers.of(headers),
                body,
                new ClientAddress(address),
                HOST);
    }
}
