package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every bucket, exact with three gateways on one table and eight clients at once. */
final class BudgetsIT {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";
    private static final String VERIFY = "/api/v1/auth/api-key/verify";
    private static final int LIMIT = 40;
    private static final int WINDOW = 100;

    private final TestDynamoDb.Table table = TestDynamoDb.table();
    private final Fleet fleet = Fleet.on(table);
    private final Platform platform = fleet.platform();

    /** A bucket, and a request that counts in it. */
    enum Bucket {
        PUBLIC("public", Method.GET, "/health", false),
        STANDARD("standard", Method.GET, QUESTIONS, false),
        CALLER("caller", Method.GET, PRODUCTS, true),
        INGEST("ingest", Method.POST, "/api/v1/ingest/events", true),
        AUTHENTICATION("authentication", Method.POST, "/api/v1/auth/sign-in/email", false),
        AUTHENTICATION_READ("authentication-read", Method.GET, "/api/v1/auth/get-session", false);

        private final String policy;
        private final Method method;
        private final String target;
        private final boolean asAnn;

        Bucket(String policy, Method method, String target, boolean asAnn) {
            this.policy = policy;
            this.method = method;
            this.target = target;
            this.asAnn = asAnn;
        }

        Response ask(TestGateway instance, String address) {
            return instance.from(address, method, target, asAnn ? ANN : new String[0]);
        }
    }

    private List<TestGateway> three() {
        return Stream.generate(fleet::start).limit(3).toList();
    }

    private static List<Response> atOnce(int requests, IntFunction<Response> request) throws Exception {
        List<Future<Response>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < requests; i++) {
                int number = i;
                Callable<Response> asking = () -> request.apply(number);
                answers.add(clients.submit(asking));
            }
        }
        List<Response> done = new ArrayList<>();
        for (Future<Response> answer : answers) {
            done.add(answer.get());
        }
        return done;
    }

    private static long passed(List<Response> answers) {
        return answers.stream().filter(answer -> answer.status() == 200).count();
    }

    private List<TestGateway> limited(String policy) {
        fleet.with("RATE_LIMITS", "{\"%s\":{\"limit\":%d,\"window\":%d}}".formatted(policy, LIMIT, WINDOW));
        return three();
    }

    @ParameterizedTest
    @EnumSource(Bucket.class)
    void a_window_holds_the_limit_and_never_one_more_wherever_it_begins(Bucket bucket) throws Exception {
        List<TestGateway> instances = limited(bucket.policy);
        IntFunction<Response> asking = i -> bucket.ask(instances.get(i % 3), TestGateway.CLIENT);

        long first = passed(atOnce(LIMIT / 2, asking));
        fleet.advance(Duration.ofSeconds(WINDOW / 2));
        long second = passed(atOnce(LIMIT, asking));
        fleet.advance(Duration.ofSeconds(WINDOW / 2));
        long third = passed(atOnce(LIMIT, asking));

        assertThat(List.of(first, second, third)).containsOnly((long) LIMIT / 2);
    }

    @ParameterizedTest
    @EnumSource(value = Bucket.class, names = "CALLER", mode = EnumSource.Mode.EXCLUDE)
    void a_48_holds_four_times_the_limit_and_never_one_more(Bucket bucket) throws Exception {
        List<TestGateway> instances = limited(bucket.policy);

        long passed = passed(
                atOnce(5 * LIMIT, i -> bucket.ask(instances.get(i % 3), "2001:db8:7:" + (i % 8) + "::" + (i % 5))));

        assertThat(passed).isEqualTo(4 * LIMIT);
    }

    @Test
    void a_user_at_two_addresses_and_two_users_at_one_have_budgets_of_their_own() throws Exception {
        List<TestGateway> instances = limited("caller");
        String[] bob = {"Cookie", "better-auth.session_token=bob.sig"};

        long passed = passed(atOnce(
                6 * LIMIT,
                i -> instances
                        .get(i % 3)
                        .from(
                                i % 2 == 0 ? "198.51.100.1" : "198.51.100.2",
                                Method.GET,
                                PRODUCTS,
                                i % 4 < 2 ? ANN : bob)));

        assertThat(passed).isEqualTo(4 * LIMIT);
    }

    @Test
    void a_thousand_unknown_keys_cost_sixty_lookups_and_no_known_caller_notices() throws Exception {
        List<TestGateway> instances = three();
        instances.forEach(instance -> instance.get(PRODUCTS, ANN));
        instances.forEach(instance -> instance.get(PRODUCTS, "X-API-Key", "crow_ann"));
        fleet.advance(Duration.ofMinutes(5));
        platform.forgetCalls();
        List<Response> neighbours = new ArrayList<>();
        List<Response> guesses = atOnce(1_000, i -> {
            TestGateway instance = instances.get(i % 3);
            if (i % 100 == 99) {
                synchronized (neighbours) {
                    neighbours.add(instance.get(PRODUCTS, ANN));
                    neighbours.add(instance.get(PRODUCTS, "X-API-Key", "crow_ann"));
                }
            }
            return instance.get(PRODUCTS, "X-API-Key", "crow_guess" + i);
        });

        assertThat(guesses).extracting(Response::status).containsOnly(401, 429);
        assertThat(platform.lookups(VERIFY).stream()
                        .filter(call -> call.body().utf8().orElseThrow().contains("crow_guess")))
                .hasSize(60);
        assertThat(neighbours).hasSize(20).extracting(Response::status).containsOnly(200);
    }

    @Test
    void what_turns_out_to_be_good_is_no_failure_with_many_at_once() throws Exception {
        List<TestGateway> instances = three();
        IntStream.range(0, 200).forEach(i -> platform.signIn("user" + i + ".sig", "newcomer"));

        List<Response> good = atOnce(
                200,
                i -> instances
                        .get(i % 3)
                        .get("/api/v1/users/me", "Cookie", "better-auth.session_token=user" + i + ".sig"));
        platform.forgetCalls();
        atOnce(100, i -> instances.get(i % 3).get(PRODUCTS, "Cookie", "better-auth.session_token=guess" + i));

        assertThat(passed(good)).isEqualTo(200);
        assertThat(platform.lookups("/api/v1/auth/get-session")).hasSize(60);
    }
}
