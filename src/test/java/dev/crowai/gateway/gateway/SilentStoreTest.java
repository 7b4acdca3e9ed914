package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A table that is silent while every service takes all the time that it is given. What a response costs after its
 * deadline is one call to the table at most, for which the function keeps a reserve.
 */
class SilentStoreTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    /** As long as the client of the table waits. */
    private static final Duration SILENCE = Duration.ofMillis(650);

    /** What the function keeps of the invocation's time. */
    private static final Duration RESERVE = Duration.ofMillis(750);

    private final TestGateway gateway = new TestGateway();
    private final Silent store = new Silent(gateway);

    /** Fails after its timeout. */
    private record Silent(TestGateway gateway) implements KeyValueStore, Counters {
        private StoreException silence() {
            gateway.advance(SILENCE);
            return new StoreException("silent");
        }

        @Override
        public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
            throw silence();
        }

        @Override
        public void put(StoredItem item) throws StoreException {
            throw silence();
        }

        @Override
        public void delete(Set<StoreKey> keys) throws StoreException {
            throw silence();
        }

        @Override
        public long increment(StoreKey key, Instant expiresAt) throws StoreException {
            throw silence();
        }

        @Override
        public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
            throw silence();
        }

        @Override
        public void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException {
            throw silence();
        }
    }

    private static List<String> paths() {
        return List.of(
                "products/7",
                "qna/7",
                "users/me",
                "auth/sign-in/email",
                "auth/sign-out",
                "auth/change-password",
                "auth/organization/remove-member",
                "auth/api-key/delete",
                "auth/onboarding/status");
    }

    private static Stream<List<Object>> requests() {
        List<List<String>> callers = List.of(
                List.of("Cookie", "better-auth.session_token=ann.sig"),
                List.of("Cookie", "better-auth.session_token=bob.sig; __Secure-better-auth.session_token=ann.sig"),
                List.of("X-API-Key", "crow_ann"),
                List.of());
        return Stream.of(Method.GET, Method.POST)
                .flatMap(method -> paths().stream()
                        .flatMap(path -> callers.stream().map(caller -> List.<Object>of(method, path, caller))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void costs_one_call_after_the_deadline_at_most(List<Object> request) {
        gateway.on(store, store);
        gateway.platform().delayed(call -> gateway.advance(call.timeout().minusMillis(1)));
        gateway.platform().onForward(call -> {
            gateway.advance(call.timeout().minusMillis(1));
            return Response.json(200, "{\"member\":{\"userId\":\"gone\"}}")
                    .with("Set-Cookie", "better-auth.session_token=fresh.sig; Path=/");
        });
        Instant begin = gateway.clock().instant();
        @SuppressWarnings("unchecked")
        List<String> headers = (List<String>) request.get(2);

        Response response = gateway.send(
                (Method) request.get(0),
                "/api/v1/" + request.get(1),
                Body.of("{\"keyId\":\"k1\"}"),
                headers.toArray(String[]::new));

        assertThat(response.status()).isIn(200, 401, 403, 503);
        assertThat(Duration.between(begin, gateway.clock().instant())).isLessThan(TIME.plus(RESERVE));
    }
}
