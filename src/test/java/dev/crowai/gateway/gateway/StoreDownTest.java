package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.aws.dynamodb.DynamoDbClients;
import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.aws.dynamodb.TableAccess;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.testing.Words;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The whole gateway while its table fails, is silent or is slow: everybody is served, from the services alone. */
@Timeout(60)
final class StoreDownTest {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final InstantSource CLOCK = InstantSource.fixed(Fleet.START);
    private final StoreDouble store = new StoreDouble(CLOCK);
    private final Fleet fleet = Fleet.on(store, store);
    private final Platform platform = fleet.platform();
    private final TestGateway instance = fleet.start();

    private static JsonNode lastRequest(TestGateway instance) {
        try {
            return new ObjectMapper().readTree(instance.log().getLast());
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }

    private static List<String> everyRoute() {
        Stream<String> pages = Stream.of("/", "/health", "/docs", "/api/v1/products/images/a.png");
        Stream<String> open = Stream.of(
                "/api/v1/auth/get-session",
                "/api/v1/auth/jwt/jwks",
                "/api/v1/auth/onboarding/status",
                "/api/v1/auth/team-invitations/1",
                "/api/v1/billing/health");
        Stream<String> services = Services.segments().stream().sorted().map(StoreDownTest::pathOf);
        return Stream.of(pages, open, services).flatMap(paths -> paths).toList();
    }

    /** A path that Ann may read. */
    private static String pathOf(String segment) {
        return "/api/v1/" + segment + "/"
                + switch (segment) {
                    case "users" -> "me";
                    case "organizations" -> Platform.ACME;
                    default -> "things";
                };
    }

    @ParameterizedTest
    @MethodSource("everyRoute")
    void every_route_is_served(String path) {
        store.fail();

        assertThat(instance.get(path, ANN).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @Words("""
            /api/v1/products /api/v1/ingest/events /api/v1/auth/sign-in/email /api/v1/auth/sign-out
            /api/v1/auth/change-password /api/v1/auth/api-key/delete /api/v1/billing/webhook
            """)
    void every_kind_of_write_is_served(String path) {
        store.fail();

        assertThat(instance.post(path, "{\"keyId\":\"k1\"}", ANN).status()).isEqualTo(200);
    }

    private static List<List<String>> everyCaller() {
        return List.of(
                List.of(ANN),
                List.of("X-API-Key", "crow_ann"),
                List.of("X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", Platform.ACME),
                List.of());
    }

    @ParameterizedTest
    @MethodSource("everyCaller")
    void every_kind_of_caller_is_served(List<String> headers) {
        store.fail();

        assertThat(instance.get("/api/v1/qna/questions", headers.toArray(String[]::new))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoever_must_be_refused_still_is() {
        store.fail();

        assertThat(instance.get(PRODUCTS).status()).isEqualTo(401);
        assertThat(instance.get(PRODUCTS, "X-API-Key", "crow_bad").status()).isEqualTo(401);
        assertThat(instance.get(PRODUCTS, "X-API-Key", "crow_forged").status()).isEqualTo(403);
    }

    @Test
    void the_service_gets_the_same_identity_as_ever() {
        store.fail();
        instance.get(PRODUCTS, ANN);

        assertThat(platform.theForwarded().headers().all("X-User-Id")).containsExactly("ann");
        assertThat(platform.theForwarded().headers().all("X-Organization-Id")).containsExactly(Platform.ACME);
    }

    @Test
    void a_stored_answer_is_used_again_once_the_store_is_back() {
        instance.get(PRODUCTS, ANN);
        store.fail();
        instance.get(PRODUCTS, ANN);
        store.mend();
        fleet.advance(Duration.ofSeconds(1));

        assertThat(instance.get(PRODUCTS, ANN).header("X-Cache")).contains("HIT");
    }

    @Test
    void a_sign_out_still_counts_where_it_passed_through() {
        instance.get(PRODUCTS, ANN);
        store.fail();
        platform.signOut("ann.sig");
        instance.post("/api/v1/auth/sign-out", "{}", ANN);

        assertThat(instance.get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void a_sign_out_is_shared_although_the_store_has_just_failed() {
        TestGateway other = fleet.start();
        instance.get(PRODUCTS, ANN);
        store.fail();
        instance.get(PRODUCTS, ANN);
        store.mend();
        platform.signOut("ann.sig");
        instance.post("/api/v1/auth/sign-out", "{}", ANN);
        fleet.advance(Duration.ofSeconds(1));

        assertThat(other.get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void nobody_waits_for_a_write_that_could_not_be_told() {
        store.fail();
        instance.post(PRODUCTS, "{}", ANN);
        store.forgetCalls();
        instance.get(PRODUCTS, ANN);

        assertThat(store.calls()).isEmpty();
    }

    @Test
    void nobody_waits_for_more_than_one_store_call() {
        store.fail();
        instance.get(PRODUCTS, ANN);
        instance.get(PRODUCTS, ANN);

        assertThat(store.calls()).containsExactly("get");
    }

    @Test
    void a_write_that_the_store_could_not_be_told_of_is_told_before_this_instance_reads_again() {
        instance.get(PRODUCTS, ANN);
        store.fail();
        platform.onForward(Response.json(200, "{\"newer\":true}"));
        instance.post(PRODUCTS, "{}", ANN);
        store.mend();
        fleet.advance(Duration.ofSeconds(1));

        Response answer = instance.get(PRODUCTS, ANN);

        assertThat(answer.body()).isEqualTo(Body.of("{\"newer\":true}"));
        assertThat(answer.header("X-Cache")).contains("MISS");
    }

    /** Answers nothing until the test ends. */
    private record Silent(CountDownLatch end) implements Counters {
        @Override
        public Count count(StoreKey key, Quota quota, Instant now) {
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return new Count(1, now, Optional.of(new Count.Entry(1, now.toEpochMilli())));
        }

        @Override
        public void takeBack(StoreKey key, Quota quota, Count.Entry entry) {}
    }

    @Test
    void a_count_that_does_not_come_is_not_waited_for() {
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService counting = Executors.newVirtualThreadPerTaskExecutor()) {
            TestGateway slow = Fleet.on(new InMemoryStore(CLOCK, 100), new Silent(end))
                    .countingIn(counting)
                    .start();
            Response answer = slow.get("/health");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("RateLimit")).contains("\"public\";r=99;t=60");
            assertThat(lastRequest(slow).path("limit").textValue()).isEqualTo("fallback");
            end.countDown();
        }
    }

    @Test
    void a_table_that_takes_every_connection_and_answers_none_refuses_nobody() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                DynamoDbClient client = DynamoDbClients.create(new TableAccess(
                        URI.create("http://localhost:" + silent.getLocalPort()),
                        Region.EU_WEST_1,
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s"))));
                ExecutorService counting = Executors.newVirtualThreadPerTaskExecutor()) {
            DynamoDbStore table = new DynamoDbStore(client, "crow-gateway", CLOCK);
            TestGateway waiting = Fleet.on(table, table).countingIn(counting).start();

            assertThat(waiting.get(PRODUCTS, ANN).status()).isEqualTo(200);
            assertThat(waiting.send(Method.PUT, PRODUCTS, Body.of("{}"), ANN).status())
                    .isEqualTo(200);
            assertThat(lastRequest(waiting).path("limit").textValue()).isEqualTo("fallback");
        }
    }
}
