package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several instances of the whole gateway on one table: what one has done, the others know. */
final class SharedStateIT {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";
    private static final String SIGN_OUT = "/api/v1/auth/sign-out";
    private static final String ANONYMOUS_SIGN_IN = "/api/v1/auth/sign-in/anonymous";
    private final TestDynamoDb.Table table = TestDynamoDb.table();
    private final Fleet fleet = Fleet.on(table);
    private final Platform platform = fleet.platform();

    /** The forwarded sign-out ends the session, as the auth service does; everything else is answered as before. */
    private void annCanSignOut() {
        platform.onForward(call -> {
            if (call.uri().getPath().equals(SIGN_OUT)) {
                platform.signOut("ann.sig");
            }
            return Response.json(200, "{\"ok\":true}");
        });
    }

    private static List<TestGateway> three(Fleet fleet) {
        return Stream.generate(fleet::start).limit(3).toList();
    }

    @Test
    void a_client_over_its_limit_costs_each_instance_one_write_and_no_lookup() {
        fleet.with("RATE_LIMITS", "{\"ingest\":{\"limit\":30,\"window\":120}}");
        List<TestGateway> instances = three(fleet);
        for (int i = 0; i < 30; i++) {
            instances.getFirst().get("/api/v1/ingest/events", ANN);
        }
        table.calls().reset();
        platform.forgetCalls();
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            answers.add(instances.get(i % 3).get("/api/v1/ingest/events", ANN).status());
        }

        assertThat(answers).containsOnly(429);
        assertThat(table.calls().byOperation()).isEqualTo(Map.of("UpdateItem", 3));
        assertThat(platform.calls()).isEqualTo(List.of());
    }

    @Test
    void a_client_may_come_again_on_every_instance_when_its_window_has_moved() {
        fleet.with("RATE_LIMITS", "{\"ingest\":{\"limit\":30,\"window\":120}}");
        List<TestGateway> instances = three(fleet);
        for (int i = 0; i < 31; i++) {
            instances.get(i % 3).get("/api/v1/ingest/events", ANN);
        }
        fleet.advance(Duration.ofMinutes(2));

        assertThat(instances)
                .allSatisfy(instance -> assertThat(
                                instance.get("/api/v1/ingest/events", ANN).status())
                        .isEqualTo(200));
    }

    /** A service whose answer is the number of writes that it has seen. */
    private static final class Numbered implements Platform.Answer {
        private final AtomicInteger writes = new AtomicInteger();

        @Override
        public Response to(Call call) {
            return Response.json(
                    200, Integer.toString(call.method() == Method.PUT ? writes.incrementAndGet() : writes.get()));
        }
    }

    private static int body(Response response) {
        return Integer.parseInt(response.body().utf8().orElseThrow());
    }

    @Test
    void a_read_after_a_write_through_another_instance_never_sees_the_old_body() {
        fleet.with("RATE_LIMIT_MODE", "off");
        platform.onForward(new Numbered());
        List<TestGateway> instances = three(fleet);
        TestGateway writer = instances.getFirst();
        for (int write = 1; write <= 1_000; write++) {
            TestGateway reader = instances.get(1 + write % 2);
            assertThat(body(writer.send(Method.PUT, PRODUCTS, Body.of("{}"), ANN)))
                    .isEqualTo(write);
            Response first = reader.get(PRODUCTS, ANN);
            Response second = reader.get(PRODUCTS, ANN);

            assertThat(body(first)).isEqualTo(write);
            assertThat(first.header("X-Cache")).contains("MISS");
            assertThat(body(second)).isEqualTo(write);
            assertThat(second.header("X-Cache")).contains("HIT");
        }
    }

    @Test
    void reads_that_race_a_write_see_at_least_the_writes_that_had_returned() throws Exception {
        fleet.with("RATE_LIMIT_MODE", "off");
        Numbered service = new Numbered();
        platform.onForward(service);
        List<TestGateway> instances = three(fleet);
        AtomicInteger returned = new AtomicInteger();
        AtomicBoolean writing = new AtomicBoolean(true);
        List<Future<Integer>> readers = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(3)) {
            for (TestGateway instance : instances.subList(1, 3)) {
                readers.add(clients.submit(() -> staleReads(instance, returned, writing)));
            }
            Future<?> writer = clients.submit(() -> {
                for (int write = 1; write <= 200; write++) {
                    returned.set(body(instances.getFirst().send(Method.PUT, PRODUCTS, Body.of("{}"), ANN)));
                }
                writing.set(false);
            });
            writer.get();
        }

        assertThat(service.writes).hasValue(200);
        for (Future<Integer> reader : readers) {
            assertThat(reader.get()).isZero();
        }
    }

    private static int staleReads(TestGateway instance, AtomicInteger returned, AtomicBoolean writing) {
        int stale = 0;
        do {
            int atLeast = returned.get();
            stale += body(instance.get(PRODUCTS, ANN)) < atLeast ? 1 : 0;
        } while (writing.get());
        return stale;
    }

    @Test
    void a_write_through_one_segment_of_a_service_is_seen_in_all_of_them_on_every_instance() {
        platform.onForward(call -> Response.json(200, "{}").with("Cache-Control", "max-age=60"));
        TestGateway one = fleet.start();
        TestGateway other = fleet.start();
        one.get("/api/v1/crawler-jobs/7", ANN);

        assertThat(other.get("/api/v1/crawler-jobs/7", ANN).header("X-Cache")).contains("HIT");

        one.send(Method.PUT, PRODUCTS + "/1", Body.of("{}"), ANN);

        assertThat(other.get("/api/v1/crawler-jobs/7", ANN).header("X-Cache")).contains("MISS");
    }

    @Test
    void a_sign_out_is_seen_within_half_a_minute_on_an_instance_that_holds_the_session() {
        annCanSignOut();
        TestGateway one = fleet.start();
        TestGateway other = fleet.start();
        other.get(PRODUCTS, ANN);
        fleet.advance(Duration.ofSeconds(1));
        one.post(SIGN_OUT, "{}", ANN);
        fleet.advance(Duration.ofSeconds(29));

        assertThat(other.get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void a_sign_out_is_seen_within_half_a_minute_on_an_instance_that_had_the_session_from_the_table() {
        annCanSignOut();
        TestGateway one = fleet.start();
        TestGateway other = fleet.start();
        one.get(PRODUCTS, ANN);
        fleet.advance(Duration.ofSeconds(25));
        other.get(PRODUCTS, ANN);
        fleet.advance(Duration.ofSeconds(1));
        one.post(SIGN_OUT, "{}", ANN);
        fleet.advance(Duration.ofSeconds(29));

        assertThat(other.get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void a_sign_out_is_seen_at_once_on_an_instance_that_does_not_hold_the_session() {
        annCanSignOut();
        TestGateway one = fleet.start();
        one.get(PRODUCTS, ANN);
        one.post(SIGN_OUT, "{}", ANN);

        assertThat(fleet.start().get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void a_session_that_ended_behind_the_gateways_back_is_refused_everywhere_after_a_minute() {
        List<TestGateway> instances = three(fleet);
        instances.getFirst().get(PRODUCTS, ANN);
        fleet.advance(Duration.ofSeconds(29));
        instances.get(1).get(PRODUCTS, ANN);
        platform.signOut("ann.sig");
        fleet.advance(Duration.ofSeconds(31));

        assertThat(instances)
                .allSatisfy(instance ->
                        assertThat(instance.get(PRODUCTS, ANN).status()).isEqualTo(401));
    }

    @Test
    void an_identity_that_one_instance_found_costs_the_others_no_lookup() {
        String[] key = {"X-API-Key", "crow_ann"};
        TestGateway one = fleet.start();
        one.get("/api/v1/ingest/events", ANN);
        one.get(PRODUCTS, key);
        one.get(QUESTIONS);
        platform.forgetCalls();
        TestGateway other = fleet.start();
        List<Integer> statuses = List.of(
                other.get("/api/v1/ingest/events", ANN).status(),
                other.get("/api/v1/ingest/events", key).status(),
                other.get(QUESTIONS + "/1").status());

        assertThat(statuses).containsOnly(200);
        assertThat(platform.calls()).hasSize(3);
        assertThat(platform.forwarded()).hasSize(3);
        assertThat(platform.forwarded().getFirst().headers().all("X-User-Id")).containsExactly("ann");
        assertThat(platform.forwarded().getFirst().headers().all("X-Organization-Id"))
                .containsExactly(Platform.ACME);
    }

    @Test
    void all_instances_share_one_anonymous_session_a_network() {
        String[] oneNetwork = {"2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::3"};
        List<TestGateway> instances = three(fleet);
        for (int i = 0; i < 3; i++) {
            Response answer = instances.get(i).from(oneNetwork[i], Method.GET, QUESTIONS);

            assertThat(answer.status()).isEqualTo(200);
        }

        assertThat(platform.lookups(ANONYMOUS_SIGN_IN)).hasSize(1);
    }
}
