package dev.crowai.gateway.testing;

import dev.crowai.gateway.gateway.Gateway;
import dev.crowai.gateway.gateway.Ports;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.pages.BuiltInPages;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.KeyValueStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One instance of the whole gateway of the dev environment in front of a {@link Platform}, with a clock that the test
 * moves. It starts with its first request. Counting runs in the request's own thread, so that no count is ever late,
 * unless a test gives it another.
 */
public final class TestGateway {
    public static final String CLIENT = Exchanges.CLIENT.text();
    public static final String HOST = Exchanges.HOST;
    public static final String REQUEST_ID = Exchanges.REQUEST_ID;

    private final HandMovedClock clock;
    private final InstantSource own;
    private final Platform platform;
    private final InMemoryStore memory;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final SequencedMap<String, BuiltInPages.ReadinessCheck> checks = new LinkedHashMap<>();
    private final Map<String, String> variables;
    private final AtomicReference<PlatformSecrets> secrets = new AtomicReference<>(Platform.secrets());
    private Supplier<PlatformSecrets> keys = secrets::get;
    private KeyValueStore store;
    private Counters counters;
    private Executor executor = Runnable::run;
    private Optional<Gateway> gateway = Optional.empty();

    public TestGateway() {
        this(new HandMovedClock());
    }

    private TestGateway(HandMovedClock clock) {
        this(clock, clock, new Platform(clock), Platform.VARIABLES);
    }

    /** An instance of a {@link Fleet}, whose own clock may differ from the one that the test moves. */
    TestGateway(HandMovedClock clock, InstantSource own, Platform platform, Map<String, String> variables) {
        this.clock = clock;
        this.own = own;
        this.platform = platform;
        this.variables = new LinkedHashMap<>(variables);
        this.memory = new InMemoryStore(own, 10_000);
        this.store = memory;
        this.counters = memory;
    }

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

    /** Counts elsewhere than in the request's thread; before the first request. */
    public TestGateway countingIn(Executor other) {
        executor = other;
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
        return handle(Exchanges.request(method, target, Headers.of(headers), body));
    }

    /** Sends a request without a body from another client address. */
    public Response from(String address, Method method, String target, String... headers) {
        return from(address, method, target, Body.EMPTY, headers);
    }

    /** Sends a request from another client address. */
    public Response from(String address, Method method, String target, Body body, String... headers) {
        return handle(Exchanges.from(address, Exchanges.request(method, target, Headers.of(headers), body)));
    }

    private Response handle(Request request) {
        return handle(new Arrival(request, Optional.empty(), REQUEST_ID));
    }

    public Response handle(Arrival arrival) {
        return running().handle(arrival, Exchanges.TIME);
    }

    /** What the variables say. */
    public Settings settings() {
        return Settings.of(variables);
    }

    /** The keys that are in use now. */
    public PlatformSecrets secrets() {
        return keys.get();
    }

    private synchronized Gateway running() {
        Gateway running = gateway.orElseGet(this::start);
        gateway = Optional.of(running);
        return running;
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
                        own,
                        System::nanoTime,
                        new SecureRandom(),
                        executor,
                        log::add,
                        Map.of(),
                        () -> false));
    }
}
