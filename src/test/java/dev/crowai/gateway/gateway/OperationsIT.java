package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each kind of request costs in DynamoDB operations, counted on the wire. A kind that costs more than it does here
 * costs its latency and its price again on every request.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperationsIT {
    private static final String PRODUCTS = "/api/v1/products";
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String QUESTIONS = "/api/v1/qna/questions";

    private final List<String> rows = new ArrayList<>();

    /** The state that a kind is about. */
    enum Before {
        NOTHING,
        /** Ann's session and organization are in the instance's memory, and none of her products is stored. */
        KNOWN,
        /** Ann is known, and her products are stored. */
        READ,
        READ_ELSEWHERE,
        HALF_A_MINUTE_AFTER_READ,
        STALE,
        KNOWN_TO_A_SERVICE_THAT_REFUSES,
        /** The request itself was sent once. */
        SENT_ONCE,
        A_MINUTE_AFTER_ONE,
        HUNDRED,
        HUNDRED_AND_ONE,
        SIXTY_UNKNOWN_KEYS,
        ADDRESS_OVER_ITS_LIMIT
    }

    /** Who sends it, by what fields. */
    enum Who {
        NOBODY(""),
        ANN("Cookie: better-auth.session_token=ann.sig"),
        ANNS_KEY("X-API-Key: crow_ann"),
        UNKNOWN_KEY("X-API-Key: crow_unknown"),
        ANN_WHO_HAS_IT("Cookie: better-auth.session_token=ann.sig | If-None-Match: *"),
        ANNS_JWT("Authorization: Bearer JWT"),
        BROWSER("Origin: https://dev.app.crowai.dev | Access-Control-Request-Method: PUT"),
        SERVICE_FOR_ACME("X-Internal-Key: " + Platform.INTERNAL_KEY + " | X-Organization-Id: " + Platform.ACME),
        SERVICE("X-Internal-Key: " + Platform.INTERNAL_KEY);

        private final String fields;

        Who(String fields) {
            this.fields = fields;
        }

        private String[] headers(Platform platform) {
            return Stream.of(fields.replace("JWT", platform.jwt("ann")).split(" \\| ", -1))
                    .filter(field -> !field.isEmpty())
                    .flatMap(field -> Stream.of(field.split(": ", 2)))
                    .toArray(String[]::new);
        }
    }

    private static void prepare(Before before, Fleet fleet, TestGateway instance, Runnable request) {
        switch (before) {
            case NOTHING -> {}
            case KNOWN -> {
                instance.get("/api/v1/ingest/known", ANN);
                instance.get("/api/v1/users/me", ANN);
            }
            case READ -> instance.get(PRODUCTS, ANN);
            case READ_ELSEWHERE -> fleet.start().get(PRODUCTS, ANN);
            case HALF_A_MINUTE_AFTER_READ -> {
                prepare(Before.READ, fleet, instance, request);
                fleet.advance(Duration.ofSeconds(31));
            }
            case STALE -> {
                prepare(Before.READ, fleet, instance, request);
                fleet.advance(Duration.ofSeconds(400));
                prepare(Before.KNOWN, fleet, instance, request);
            }
            case KNOWN_TO_A_SERVICE_THAT_REFUSES -> {
                prepare(Before.KNOWN, fleet, instance, request);
                fleet.platform().onForward(Response.json(422, "{}"));
            }
            case SENT_ONCE -> request.run();
            case A_MINUTE_AFTER_ONE -> {
                request.run();
                fleet.advance(Duration.ofMinutes(1));
            }
            case HUNDRED -> IntStream.range(0, 100).forEach(_ -> request.run());
            case HUNDRED_AND_ONE -> IntStream.range(0, 101).forEach(_ -> request.run());
            case SIXTY_UNKNOWN_KEYS ->
                IntStream.range(0, 61).forEach(i -> instance.get(PRODUCTS, "X-API-Key", "crow_unknown" + i));
            case ADDRESS_OVER_ITS_LIMIT -> IntStream.range(0, 201).forEach(_ -> instance.get(QUESTIONS));
        }
    }

    /** Operations in words as a map; {@code count} is what the limiter costs, one conditional write. */
    private static Map<String, Integer> operations(String words) {
        Map<String, Integer> all = new TreeMap<>();
        for (String operation : words.replace("count", "UpdateItem 1").split(", ", -1)) {
            if (!operation.equals("none")) {
                String[] parts = operation.split(" ", 2);
                all.merge(parts[0], Integer.parseInt(parts[1]), Integer::sum);
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            health                                                    | NOTHING                | GET     | /health                      | NOBODY           | 200 | count
            preflight                                                 | NOTHING                | OPTIONS | /api/v1/products             | BROWSER          | 204 | none
            unknown route                                             | NOTHING                | GET     | /nothing                     | ANN              | 404 | none
            unknown service                                           | NOTHING                | GET     | /api/v1/nothing              | ANN              | 404 | none
            wrong method                                              | NOTHING                | POST    | /health                      | NOBODY           | 405 | none
            malformed                                                 | NOTHING                | GET     | /api/v1/products/../x        | ANN              | 400 | none
            over the limit, the first time                            | HUNDRED                | GET     | /health                      | NOBODY           | 429 | count
            over the limit, from then on                              | HUNDRED_AND_ONE        | GET     | /health                      | NOBODY           | 429 | none
            the first after a window of silence                       | A_MINUTE_AFTER_ONE     | GET     | /health                      | NOBODY           | 200 | count, PutItem 1
            no credential                                             | NOTHING                | GET     | /api/v1/products             | NOBODY           | 401 | count
            a bad key, the first time                                 | NOTHING                | GET     | /api/v1/products             | UNKNOWN_KEY      | 401 | count, BatchGetItem 1, PutItem 1, UpdateItem 1
            a bad key, again                                          | SENT_ONCE              | GET     | /api/v1/products             | UNKNOWN_KEY      | 401 | count
            GET of a known caller, hit                                | READ                   | GET     | /api/v1/products             | ANN              | 200 | count, BatchGetItem 1
            GET of a known caller, not modified                       | READ                   | GET     | /api/v1/products             | ANN_WHO_HAS_IT   | 304 | count, BatchGetItem 1
            HEAD of a known caller, hit                               | READ                   | HEAD    | /api/v1/products             | ANN              | 200 | count, BatchGetItem 1
            GET of a known caller, miss                               | KNOWN                  | GET     | /api/v1/products             | ANN              | 200 | count, BatchGetItem 1, PutItem 1
            GET of a known caller, miss, not to be stored             | KNOWN                  | GET     | /api/v1/notifications        | ANN              | 200 | count, BatchGetItem 1
            GET of a known caller, stale, from the service again      | STALE                  | GET     | /api/v1/products             | ANN              | 200 | count, BatchGetItem 1, PutItem 1
            GET of a known caller, never cached                       | KNOWN                  | GET     | /api/v1/ingest/known         | ANN              | 200 | count
            GET of a public image                                     | NOTHING                | GET     | /api/v1/products/images/a    | NOBODY           | 200 | count
            GET of the session                                        | NOTHING                | GET     | /api/v1/auth/get-session     | ANN              | 200 | count
            GET of an internal caller for an organization, hit        | SENT_ONCE              | GET     | /api/v1/products             | SERVICE_FOR_ACME | 200 | BatchGetItem 1
            GET of an internal caller for none                        | NOTHING                | GET     | /api/v1/products             | SERVICE          | 200 | none
            POST of a known caller                                    | KNOWN                  | POST    | /api/v1/products             | ANN              | 200 | count, UpdateItem 1
            POST of a known caller, refused by the service            | KNOWN_TO_A_SERVICE_THAT_REFUSES | POST | /api/v1/products       | ANN              | 422 | count
            POST of a known caller, never cached                      | KNOWN                  | POST    | /api/v1/ingest/events        | ANN              | 200 | count
            a sign-in                                                 | NOTHING                | POST    | /api/v1/auth/sign-in/email   | NOBODY           | 200 | count
            a sign-out                                                | KNOWN                  | POST    | /api/v1/auth/sign-out        | ANN              | 200 | count, PutItem 1
            another password                                          | KNOWN                  | POST    | /api/v1/auth/change-password | ANN              | 200 | count, PutItem 2
            a webhook                                                 | NOTHING                | POST    | /api/v1/billing/webhook      | NOBODY           | 200 | count
            GET of a session that nobody knows, miss                  | NOTHING                | GET     | /api/v1/products             | ANN              | 200 | count, BatchGetItem 3, PutItem 4, UpdateItem 2
            GET of a session that another instance knows, hit         | READ_ELSEWHERE         | GET     | /api/v1/products             | ANN              | 200 | count, BatchGetItem 4
            GET of a session whose half minute in memory is over, hit | HALF_A_MINUTE_AFTER_READ | GET   | /api/v1/products             | ANN              | 200 | count, BatchGetItem 2
            GET of a key that nobody knows, miss                      | NOTHING                | GET     | /api/v1/products             | ANNS_KEY         | 200 | count, BatchGetItem 3, PutItem 4, UpdateItem 2
            GET of a known key, hit                                   | SENT_ONCE              | GET     | /api/v1/products             | ANNS_KEY         | 200 | count, BatchGetItem 1
            GET of a known JWT, hit                                   | SENT_ONCE              | GET     | /api/v1/products             | ANNS_JWT         | 200 | count, BatchGetItem 1
            GET of a network without a session yet, not stored        | NOTHING                | GET     | /api/v1/qna/questions        | NOBODY           | 200 | count, BatchGetItem 2, PutItem 2
            GET of a known network, not stored                        | SENT_ONCE              | GET     | /api/v1/qna/questions        | NOBODY           | 200 | count, BatchGetItem 1
            an unknown key after sixty                                | SIXTY_UNKNOWN_KEYS     | GET     | /api/v1/products             | UNKNOWN_KEY      | 429 | BatchGetItem 1
            an unknown key where the address is over its limit        | ADDRESS_OVER_ITS_LIMIT | GET     | /api/v1/products             | UNKNOWN_KEY      | 429 | BatchGetItem 1
            no credential where the address is over its limit         | ADDRESS_OVER_ITS_LIMIT | GET     | /api/v1/qna/questions        | NOBODY           | 429 | none
            """)
    void costs_exactly(String kind, Before before, Method method, String target, Who who, int status, String words) {
        TestDynamoDb.Table table = TestDynamoDb.table();
        Fleet fleet = Fleet.on(table);
        TestGateway instance = fleet.start();
        String[] headers = who.headers(fleet.platform());
        instance.from("198.51.100.1", Method.GET, "/health");
        prepare(before, fleet, instance, () -> instance.send(method, target, Body.EMPTY, headers));
        table.calls().reset();

        Response answer = instance.send(method, target, Body.EMPTY, headers);

        assertCost(kind, table, words);
        assertThat(answer.status()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            GET of a known network, IPv6, hit | /api/v1/qna/questions | NOBODY   | count, BatchGetItem 1, UpdateItem 1
            GET of a known caller, IPv6, hit  | /api/v1/products      | ANNS_KEY | count, BatchGetItem 1
            """)
    void costs_exactly_over_ipv6(String kind, String target, Who who, String words) {
        TestDynamoDb.Table table = TestDynamoDb.table();
        TestGateway instance = Fleet.on(table).start();
        String[] headers = who.headers(instance.platform());
        instance.from("2001:db8:7::1", Method.GET, target, headers);
        table.calls().reset();

        instance.from("2001:db8:7::1", Method.GET, target, headers);

        assertCost(kind, table, words);
    }

    private void assertCost(String kind, TestDynamoDb.Table table, String words) {
        Map<String, Integer> counted = table.calls().byOperation();
        rows.add("%-62s %d  %s".formatted(kind, table.calls().total(), new TreeMap<>(counted)));
        assertThat(counted).isEqualTo(operations(words));
    }

    @AfterAll
    void say() {
        System.out.println("DynamoDB operations by kind of request:\n  " + String.join("\n  ", rows));
    }
}
