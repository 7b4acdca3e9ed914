package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.HandMovedClock;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SPEC "Pipelines": each order that {@link Gateway} gives a reason for. {@link LimitOrderTest} has those of the rate
 * limit.
 */
final class PipelineOrderTest {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String PAGE = "https://dev.app.crowai.dev";
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";

    private final TestGateway gateway = new TestGateway();
    private final StoreDouble store = new StoreDouble(gateway.clock());
    private final Platform platform = gateway.on(store, store).platform();

    // Around every request.

    /** Ways in which a request can end before any service is asked. */
    enum End {
        PREFLIGHT,
        REFUSED_PREFLIGHT,
        BUG,
        TOO_LARGE
    }

    private Response end(End end) {
        return switch (end) {
            case PREFLIGHT -> preflight(PAGE);
            case REFUSED_PREFLIGHT -> preflight("https://evil.test");
            case BUG -> {
                platform.onForward(_ -> {
                    throw new IllegalStateException("a bug");
                });
                yield gateway.get(QUESTIONS, "Origin", PAGE);
            }
            case TOO_LARGE -> {
                platform.onForward(Response.json(200, "\u0001".repeat(7_000_000)));
                yield gateway.get(QUESTIONS, "Origin", PAGE);
            }
        };
    }

    private Response preflight(String origin) {
        return gateway.send(
                Method.OPTIONS, PRODUCTS, Body.EMPTY, "Origin", origin, "Access-Control-Request-Method", "GET");
    }

    @ParameterizedTest
    @CsvSource({"/nowhere,404", "/api/v1/products,401", "/api/v1/qna/index,403", "/api/v1/qna/questions,500"})
    void what_omits_the_content_of_head_stands_around_every_error(String path, int status) {
        platform.onForward(_ -> {
            throw new IllegalStateException("a bug");
        });

        Response response = gateway.send(Method.HEAD, path, Body.EMPTY);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Content-Type")).contains("application/json");
        assertThat(response.body().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void the_access_log_stands_around_all_that_ends_a_request(End end) {
        int status = end(end).status();

        assertThat(gateway.log())
                .filteredOn(line -> line.contains("\"event\":\"request\""))
                .singleElement()
                .asString()
                .contains("\"status\":" + status);
    }

    @Test
    void the_access_log_stands_around_the_error_boundary_so_that_its_line_says_that_there_is_a_bug() {
        end(End.BUG);

        assertThat(gateway.log().getLast()).contains("\"status\":500", "\"refusal\":\"fault\"");
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void correlation_and_security_headers_stand_around_all_that_ends_a_request(End end) {
        Response response = end(end);

        assertThat(response.header("X-Request-Id")).contains("request-1");
        assertThat(response.header("Server-Timing")).isPresent();
        assertThat(response.header("Strict-Transport-Security")).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = End.class,
            names = {"BUG", "TOO_LARGE"})
    void cors_stands_around_what_ends_a_request_in_an_error(End end) {
        Response response = end(end);

        assertThat(response.status()).isGreaterThanOrEqualTo(500);
        assertThat(response.header("Access-Control-Allow-Origin")).contains(PAGE);
    }

    @Test
    void a_preflight_ends_before_the_limit() {
        preflight(PAGE);
        preflight("https://evil.test");

        assertThat(store.calls()).isEmpty();
    }

    @Test
    void the_confinement_of_cdn_cache_control_stands_around_the_cache_which_obeys_the_services_own() {
        platform.onForward(Response.json(200, "{}").with("CDN-Cache-Control", "max-age=600"));
        gateway.get("/api/v1/chat/threads", ANN);
        Response stored = gateway.get("/api/v1/chat/threads", ANN);

        assertThat(stored.header("X-Cache")).contains("HIT");
        assertThat(stored.header("CDN-Cache-Control")).contains("no-store");
    }

    // Who calls, for which organization, and what it may do.

    @Test
    void access_stands_after_the_organization_that_it_compares_with() {
        assertThat(gateway.get(PRODUCTS + "?organizationId=" + Platform.ACME, ANN)
                        .status())
                .isEqualTo(200);
        assertThat(gateway.get(PRODUCTS + "?organizationId=" + Platform.BETA, ANN)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void access_stands_before_the_cache_which_holds_what_others_may_read() {
        platform.signIn("eve.sig", "eve");
        platform.setActive("eve.sig", "\"ba-acme\"");
        platform.setMemberships("eve", "ba-acme");
        platform.setRow("eve", Platform.ACME);
        platform.onForward(Response.json(200, "{\"email\":\"ann\"}").with("Cache-Control", "public, max-age=60"));
        gateway.get("/api/v1/users/row-ann", ANN);

        assertThat(gateway.get("/api/v1/users/row-ann", ANN).header("X-Cache")).contains("HIT");
        assertThat(gateway.get("/api/v1/users/row-ann", "Cookie", "better-auth.session_token=eve.sig")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void access_stands_after_authentication_on_chains_of_the_auth_service_that_authenticate() {
        assertThat(gateway.get("/api/v1/auth/onboarding/user/ann", ANN).status())
                .isEqualTo(200);
        assertThat(gateway.get("/api/v1/auth/onboarding/user/bob", ANN).status())
                .isEqualTo(403);
        assertThat(gateway.get("/api/v1/auth/team-invitations/x", ANN).status()).isEqualTo(200);
    }

    @Test
    void access_stands_before_the_organization_of_team_invitations_so_that_a_refusal_costs_no_lookup() {
        Response refused = gateway.post("/api/v1/auth/team-invitations", "{}", "X-API-Key", "crow_ann");
        Response below = gateway.post("/api/v1/auth/team-invitations/x", "{}", "X-API-Key", "crow_ann");

        assertThat(List.of(refused.status(), below.status())).contains(403);
        assertThat(platform.lookups("/api/v1/users/by-auth-id/ann")).isEmpty();
    }

    // What is stored, and what is sent.

    @Test
    void the_confinement_of_cookies_stands_around_the_cache_which_stores_no_response_with_one() {
        platform.onForward(Response.json(200, "{}").with("Set-Cookie", "cart=1"));
        gateway.get(PRODUCTS, ANN);
        Response second = gateway.get(PRODUCTS, ANN);

        assertThat(second.header("X-Cache")).contains("MISS");
        assertThat(second.headers().has("Set-Cookie")).isFalse();
        assertThat(platform.forwarded()).hasSize(2);
    }

    /** Runs each task once the thread of the request waits for something. */
    private static Executor whileWaiting(Thread request) {
        return task -> Thread.ofPlatform().daemon().start(() -> {
            while (request.getState() != Thread.State.TIMED_WAITING && request.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            task.run();
        });
    }

    /** A gateway whose count is late, for a client that has used up its budget at another instance. */
    private static TestGateway overTheLimit(Fleet fleet, Method method, String path) {
        String one = "{\"limit\":1,\"window\":300}";
        fleet.with("RATE_LIMITS", "{\"caller\":%1$s,\"authentication\":%1$s}".formatted(one));
        fleet.start().send(method, path, Body.of("{}"), ANN);
        fleet.platform().forgetCalls();
        return fleet.countingIn(whileWaiting(Thread.currentThread())).start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/auth/sign-out",
                "/api/v1/better-auth/sign-out",
                "/api/v1/auth/change-password",
            })
    void admission_stands_before_eviction_which_asks_the_auth_service(String path) {
        InMemoryStore shared = new InMemoryStore(new HandMovedClock(Fleet.START), 1000);
        Fleet fleet = Fleet.on(shared, shared);
        TestGateway late = overTheLimit(fleet, Method.POST, path);

        Response refused = late.post(path, "{}", ANN);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(fleet.platform().calls()).isEqualTo(List.of());
    }

    @Test
    void the_cache_is_read_before_admission_and_so_beside_the_count() {
        InMemoryStore memory = new InMemoryStore(new HandMovedClock(Fleet.START), 1000);
        CountDownLatch read = new CountDownLatch(1);
        TestGateway instance = Fleet.on(new Watched(memory, read), new Waiting(memory, read))
                .countingIn(task -> Thread.ofVirtual().start(task))
                .start();

        Response response = instance.get(PRODUCTS, ANN);

        assertThat(response.header("X-Cache")).contains("MISS");
        assertThat(instance.log().getLast()).contains("\"limit\":\"allowed\"");
    }

    /** Tells when a stored response is read. */
    private record Watched(KeyValueStore store, CountDownLatch read) implements KeyValueStore {
        @Override
        public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
            if (keys.stream().anyMatch(key -> key.partition().startsWith("cache:"))) {
                read.countDown();
            }
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
            return store.increment(key, expiresAt);
        }
    }

    /** Counts once a stored response is read. */
    private record Waiting(Counters counters, CountDownLatch read) implements Counters {
        @Override
        public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
            try {
                if (!read.await(10, TimeUnit.SECONDS)) {
                    throw new StoreException("nothing was read");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new StoreException("interrupted");
            }
            return counters.count(key, quota, now);
        }

        @Override
        public void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException {
            counters.takeBack(key, quota, entry);
        }
    }

    @Test
    void eviction_stands_around_forwarding_and_asks_whose_session_it_is_before_it_ends() {
        gateway.post("/api/v1/auth/change-password", "{}", ANN);

        assertThat(paths(platform.calls()))
                .containsSubsequence("/api/v1/auth/get-session", "/api/v1/auth/change-password");
    }

    private static List<String> paths(List<Call> calls) {
        return calls.stream().map(call -> call.uri().getPath()).toList();
    }
}
