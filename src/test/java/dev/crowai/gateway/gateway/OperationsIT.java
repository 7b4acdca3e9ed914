package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.gateway.Fleet.Instance;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each kind of request costs in DynamoDB operations, counted on the wire. A kind that costs more than it does here
 * costs its latency and its price again on every request.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperationsIT {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String[] ANNS_KEY = {"X-API-Key", "crow_ann"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";

    private final List<String> rows = new ArrayList<>();

    /** Brings the gateway into the state that a kind is about. */
    @FunctionalInterface
    interface Preparation {
        void on(Fleet fleet, Instance instance);
    }

    /** The request that is counted. */
    @FunctionalInterface
    interface Sending {
        Response to(Fleet fleet, Instance instance);
    }

    record Kind(String name, Preparation before, Sending request, int status, Map<String, Integer> operations) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Map<String, Integer> none() {
        return Map.of();
    }

    /** What the limiter costs: one conditional write. */
    private static Map<String, Integer> theCountAnd(Object... operations) {
        Map<String, Integer> all = new TreeMap<>(Map.of("UpdateItem", 1));
        for (int i = 0; i < operations.length; i += 2) {
            all.merge((String) operations[i], (Integer) operations[i + 1], Integer::sum);
        }
        return all;
    }

    private static Kind kind(
            String name, Preparation before, Sending request, int status, Map<String, Integer> operations) {
        return new Kind(name, before, request, status, operations);
    }

    private static void nothing(Fleet fleet, Instance instance) {}

    /** Ann is known: her session and organization are in the instance's memory, nothing of {@code target} is stored. */
    private static void annIsKnown(Fleet fleet, Instance instance) {
        instance.get("/api/v1/ingest/known", ANN);
        instance.get("/api/v1/users/me", ANN);
    }

    private static void annHasRead(Fleet fleet, Instance instance) {
        instance.get(PRODUCTS, ANN);
    }

    private static void exhausted(Fleet fleet, Instance instance) {
        for (int i = 0; i < 100; i++) {
            instance.get("/health");
        }
    }

    private static List<Kind> kinds() {
        return Stream.of(answeredByTheGateway(), reads(), writes(), callers(), budgets())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Kind> answeredByTheGateway() {
        return List.of(
                kind("health", OperationsIT::nothing, (_, in) -> in.get("/health"), 200, theCountAnd()),
                kind("preflight", OperationsIT::nothing, (_, in) -> preflight(in), 204, none()),
                kind("unknown route", OperationsIT::nothing, (_, in) -> in.get("/nothing", ANN), 404, none()),
                kind("unknown service", OperationsIT::nothing, (_, in) -> in.get("/api/v1/nothing", ANN), 404, none()),
                kind("wrong method", OperationsIT::nothing, (_, in) -> in.post("/health", ""), 405, none()),
                kind("malformed", OperationsIT::nothing, (_, in) -> in.get(PRODUCTS + "/../x", ANN), 400, none()),
                kind(
                        "over the limit, the first time",
                        OperationsIT::exhausted,
                        (_, in) -> in.get("/health"),
                        429,
                        theCountAnd()),
                kind(
                        "over the limit, from then on",
                        (fleet, in) -> {
                            exhausted(fleet, in);
                            in.get("/health");
                        },
                        (_, in) -> in.get("/health"),
                        429,
                        none()),
                kind(
                        "the first after a window of silence",
                        (fleet, in) -> {
                            in.get("/health");
                            fleet.advance(Duration.ofMinutes(1));
                        },
                        (_, in) -> in.get("/health"),
                        200,
                        theCountAnd("PutItem", 1)),
                kind("no credential", OperationsIT::nothing, (_, in) -> in.get(PRODUCTS), 401, theCountAnd()),
                kind(
                        "a bad key, the first time",
                        OperationsIT::nothing,
                        (_, in) -> in.get(PRODUCTS, "X-API-Key", "crow_bad"),
                        401,
                        theCountAnd("BatchGetItem", 1, "PutItem", 1, "UpdateItem", 1)),
                kind(
                        "a bad key, again",
                        (_, in) -> in.get(PRODUCTS, "X-API-Key", "crow_bad"),
                        (_, in) -> in.get(PRODUCTS, "X-API-Key", "crow_bad"),
                        401,
                        theCountAnd()));
    }

    private static Response preflight(Instance instance) {
        return instance.send(
                Method.OPTIONS,
                PRODUCTS,
                Body.EMPTY,
                "Origin",
                "https://dev.app.crowai.dev",
                "Access-Control-Request-Method",
                "PUT");
    }

    private static List<Kind> reads() {
        return List.of(
                kind(
                        "GET of a known caller, hit",
                        OperationsIT::annHasRead,
                        (_, in) -> in.get(PRODUCTS, ANN),
                        200,
                        theCountAnd("BatchGetItem", 1)),
                kind(
                        "GET of a known caller, not modified",
                        OperationsIT::annHasRead,
                        (_, in) -> in.get(PRODUCTS, "Cookie", ANN[1], "If-None-Match", "*"),
                        304,
                        theCountAnd("BatchGetItem", 1)),
                kind(
                        "HEAD of a known caller, hit",
                        OperationsIT::annHasRead,
                        (_, in) -> in.send(Method.HEAD, PRODUCTS, Body.EMPTY, ANN),
                        200,
                        theCountAnd("BatchGetItem", 1)),
                kind(
                        "GET of a known caller, miss",
                        OperationsIT::annIsKnown,
                        (_, in) -> in.get(PRODUCTS, ANN),
                        200,
                        theCountAnd("BatchGetItem", 1, "PutItem", 1)),
                kind(
                        "GET of a known caller, miss, not to be stored",
                        OperationsIT::annIsKnown,
                        (_, in) -> in.get("/api/v1/notifications", ANN),
                        200,
                        theCountAnd("BatchGetItem", 1)),
                kind(
                        "GET of a known caller, stale, from the service again",
                        (fleet, in) -> {
                            annHasRead(fleet, in);
                            fleet.advance(Duration.ofSeconds(400));
                            annIsKnown(fleet, in);
                        },
                        (_, in) -> in.get(PRODUCTS, ANN),
                        200,
                        theCountAnd("BatchGetItem", 1, "PutItem", 1)),
                kind(
                        "GET of a known caller, never cached",
                        OperationsIT::annIsKnown,
                        (_, in) -> in.get("/api/v1/ingest/known", ANN),
                        200,
                        theCountAnd()),
                kind(
                        "GET of a public image",
                        OperationsIT::nothing,
                        (_, in) -> in.get(PRODUCTS + "/images/a.png"),
                        200,
                        theCountAnd()),
                kind(
                        "GET of the session",
                        OperationsIT::nothing,
                        (_, in) -> in.get("/api/v1/auth/get-session", ANN),
                        200,
                        theCountAnd()),
                kind(
                        "GET of an internal caller for an organization, hit",
                        (_, in) -> internally(in),
                        (_, in) -> internally(in),
                        200,
                        Map.of("BatchGetItem", 1)),
                kind(
                        "GET of an internal caller for none",
                        OperationsIT::nothing,
                        (_, in) -> in.get(PRODUCTS, "X-Internal-Key", Platform.INTERNAL_KEY),
                        200,
                        none()));
    }

    private static Response internally(Instance instance) {
        return instance.get(PRODUCTS, "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", Platform.ACME);
    }

    private static List<Kind> writes() {
        return List.of(
                kind(
                        "POST of a known caller",
                        OperationsIT::annIsKnown,
                        (_, in) -> in.post(PRODUCTS, "{}", ANN),
                        200,
                        theCountAnd("UpdateItem", 1)),
                kind(
                        "POST of a known caller, refused by the service",
                        (fleet, in) -> {
                            annIsKnown(fleet, in);
                            fleet.platform().onForward(Response.json(422, "{}"));
                        },
                        (_, in) -> in.post(PRODUCTS, "{}", ANN),
                        422,
                        theCountAnd()),
                kind(
                        "POST of a known caller, never cached",
                        OperationsIT::annIsKnown,
                        (_, in) -> in.post("/api/v1/ingest/events", "{}", ANN),
                        200,
                        theCountAnd()),
                kind(
                        "a sign-in",
                        OperationsIT::nothing,
                        (_, in) -> in.post("/api/v1/auth/sign-in/email", "{}"),
                        200,
                        theCountAnd()),
                kind(
                        "a sign-out",
                        OperationsIT::annIsKnown,
                        (_, in) -> in.post("/api/v1/auth/sign-out", "{}", ANN),
                        200,
                        theCountAnd("PutItem", 1)),
                kind(
                        "another password",
                        OperationsIT::annIsKnown,
                        (_, in) -> in.post("/api/v1/auth/change-password", "{}", ANN),
                        200,
                        theCountAnd("PutItem", 2)),
                kind(
                        "a webhook",
                        OperationsIT::nothing,
                        (_, in) -> in.post("/api/v1/billing/webhook", "{}"),
                        200,
                        theCountAnd()));
    }

    private static List<Kind> callers() {
        return List.of(
                kind(
                        "GET of a session that nobody knows, miss",
                        OperationsIT::nothing,
                        (_, in) -> in.get(PRODUCTS, ANN),
                        200,
                        theCountAnd("BatchGetItem", 3, "PutItem", 4, "UpdateItem", 2)),
                kind(
                        "GET of a session that another instance knows, hit",
                        (fleet, _) -> annHasRead(fleet, fleet.start()),
                        (_, in) -> in.get(PRODUCTS, ANN),
                        200,
                        theCountAnd("BatchGetItem", 4)),
                kind(
                        "GET of a session whose half minute in memory is over, hit",
                        (fleet, in) -> {
                            annHasRead(fleet, in);
                            fleet.advance(Duration.ofSeconds(31));
                        },
                        (_, in) -> in.get(PRODUCTS, ANN),
                        200,
                        theCountAnd("BatchGetItem", 2)),
                kind(
                        "GET of a key that nobody knows, miss",
                        OperationsIT::nothing,
                        (_, in) -> in.get(PRODUCTS, ANNS_KEY),
                        200,
                        theCountAnd("BatchGetItem", 3, "PutItem", 4, "UpdateItem", 2)),
                kind(
                        "GET of a known key, hit",
                        (_, in) -> in.get(PRODUCTS, ANNS_KEY),
                        (_, in) -> in.get(PRODUCTS, ANNS_KEY),
                        200,
                        theCountAnd("BatchGetItem", 1)),
                kind(
                        "GET of a known JWT, hit",
                        (fleet, in) -> jwt(fleet, in),
                        OperationsIT::jwt,
                        200,
                        theCountAnd("BatchGetItem", 1)),
                kind(
                        "GET of a network without a session yet, not stored",
                        OperationsIT::nothing,
                        (_, in) -> in.get(QUESTIONS),
                        200,
                        theCountAnd("BatchGetItem", 2, "PutItem", 2)),
                kind(
                        "GET of a known network, not stored",
                        (_, in) -> in.get(QUESTIONS),
                        (_, in) -> in.get(QUESTIONS),
                        200,
                        theCountAnd("BatchGetItem", 1)));
    }

    private static final String[] UNKNOWN_KEY = {"X-API-Key", "crow_unknown"};

    private static void sixtyUnknownKeys(Fleet fleet, Instance instance) {
        for (int i = 0; i < 61; i++) {
            instance.get(PRODUCTS, "X-API-Key", "crow_unknown" + i);
        }
    }

    private static void addressIsOver(Fleet fleet, Instance instance) {
        for (int i = 0; i < 201; i++) {
            instance.get(QUESTIONS);
        }
    }

    private static Response fromIpv6(Instance instance, String target, String... headers) {
        return instance.from("2001:db8:7::1", Method.GET, target, Body.EMPTY, headers);
    }

    private static List<Kind> budgets() {
        return List.of(
                kind(
                        "GET of a known network, IPv6, hit",
                        (_, in) -> fromIpv6(in, QUESTIONS),
                        (_, in) -> fromIpv6(in, QUESTIONS),
                        200,
                        theCountAnd("BatchGetItem", 1, "UpdateItem", 1)),
                kind(
                        "GET of a known caller, IPv6, hit",
                        (_, in) -> fromIpv6(in, PRODUCTS, ANNS_KEY),
                        (_, in) -> fromIpv6(in, PRODUCTS, ANNS_KEY),
                        200,
                        theCountAnd("BatchGetItem", 1)),
                kind(
                        "an unknown key after sixty",
                        OperationsIT::sixtyUnknownKeys,
                        (_, in) -> in.get(PRODUCTS, UNKNOWN_KEY),
                        429,
                        Map.of("BatchGetItem", 1)),
                kind(
                        "an unknown key where the address is over its limit",
                        OperationsIT::addressIsOver,
                        (_, in) -> in.get(PRODUCTS, UNKNOWN_KEY),
                        429,
                        Map.of("BatchGetItem", 1)),
                kind(
                        "no credential where the address is over its limit",
                        OperationsIT::addressIsOver,
                        (_, in) -> in.get(QUESTIONS),
                        429,
                        none()));
    }

    private static Response jwt(Fleet fleet, Instance instance) {
        return instance.get(
                PRODUCTS, "Authorization", "Bearer " + fleet.platform().jwt("ann"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void costs_exactly(Kind kind) {
        TestDynamoDb.Table table = TestDynamoDb.table();
        Fleet fleet = Fleet.on(table);
        Instance instance = fleet.start();
        instance.from("198.51.100.1", Method.GET, "/health", Body.EMPTY);
        kind.before().on(fleet, instance);
        table.calls().reset();

        Response answer = kind.request().to(fleet, instance);

        Map<String, Integer> counted = table.calls().byOperation();
        rows.add("%-62s %d  %s".formatted(kind, table.calls().total(), new TreeMap<>(counted)));
        assertThat(answer.status()).isEqualTo(kind.status());
        assertThat(counted).isEqualTo(kind.operations());
    }

    @AfterAll
    void say() {
        System.out.println("DynamoDB operations by kind of request:\n  " + String.join("\n  ", rows));
    }
}
