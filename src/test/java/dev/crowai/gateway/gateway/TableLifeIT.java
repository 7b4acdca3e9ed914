package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.TableSurgery;
import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Items of the shared table that are gone, damaged or of another version, while instances of the gateway use it. */
final class TableLifeIT {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String[] KEY = {"X-API-Key", "crow_ann"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";
    private static final String SIGN_OUT = "/api/v1/auth/sign-out";
    private static final String SIGN_IN = "/api/v1/auth/sign-in/anonymous";
    private static final String GET_SESSION = "/api/v1/auth/get-session";

    private static final String COUNT = "allowed:N c#:N counted:N expiresAt:N lastMillis:N n#:N t#:N";

    private final TestDynamoDb.Table table = TestDynamoDb.table();
    private final TableSurgery surgery = new TableSurgery(table);
    private final Fleet fleet = Fleet.on(table);
    private final Platform platform = fleet.platform();

    /** Something happens to all items of a kind. */
    @FunctionalInterface
    interface Accident {
        int to(TableSurgery surgery, String kind);
    }

    private static List<Accident> accidents() {
        return List.of(TableSurgery::remove, TableSurgery::damage, TableSurgery::garble, TableSurgery::nextVersion);
    }

    private void say(String body) {
        platform.onForward(Response.json(200, body).with("Cache-Control", "max-age=3600"));
    }

    private static String body(Response response) {
        return response.body().utf8().orElse("");
    }

    @ParameterizedTest
    @MethodSource("accidents")
    void a_stored_response_that_is_not_this_versions_is_fetched_and_stored_again(Accident accident) {
        say("{\"n\":1}");
        fleet.start().get(PRODUCTS, ANN);
        assertThat(accident.to(surgery, "cache:")).isEqualTo(1);
        say("{\"n\":2}");

        Response next = fleet.start().get(PRODUCTS, ANN);
        Response after = fleet.start().get(PRODUCTS, ANN);

        assertThat(body(next)).isEqualTo("{\"n\":2}");
        assertThat(next.header("X-Cache")).contains("MISS");
        assertThat(body(after)).isEqualTo("{\"n\":2}");
        assertThat(after.header("X-Cache")).contains("HIT");
    }

    @ParameterizedTest
    @MethodSource("accidents")
    void an_identity_that_is_not_this_versions_is_looked_up_again(Accident accident) {
        fleet.start().get(PRODUCTS, ANN);
        fleet.start().get(PRODUCTS, KEY);
        assertThat(accident.to(surgery, "identity:")).isGreaterThan(3);
        platform.forgetCalls();

        for (String[] caller : List.of(ANN, KEY)) {
            assertThat(fleet.start().post(PRODUCTS, "{}", caller).status()).isEqualTo(200);
        }

        assertThat(platform.lookups(GET_SESSION)).hasSize(1);
        assertThat(platform.lookups("/api/v1/auth/api-key/verify")).hasSize(1);
        assertThat(platform.forwarded())
                .allSatisfy(call ->
                        assertThat(call.headers().first("X-Organization-Id")).contains(Platform.ACME));
    }

    @ParameterizedTest
    @MethodSource("accidents")
    void an_anonymous_session_that_is_not_this_versions_is_begun_anew(Accident accident) {
        fleet.start().get(QUESTIONS);
        assertThat(accident.to(surgery, "identity:anonymous")).isEqualTo(1);

        assertThat(fleet.start().get(QUESTIONS + "/1").status()).isEqualTo(200);
        assertThat(fleet.start().get(QUESTIONS + "/2").status()).isEqualTo(200);

        assertThat(platform.lookups(SIGN_IN)).hasSize(2);
    }

    private static Stream<Accident> damages() {
        return Stream.of(TableSurgery::damage, TableSurgery::garble, TableSurgery::nextVersion);
    }

    /** Of these, only the loss of the item lets an instance forget a sign-out: then it counts for a minute at most. */
    @ParameterizedTest
    @MethodSource("damages")
    void a_sign_out_counts_although_its_item_is_unreadable(Accident accident) {
        fleet.start().get(PRODUCTS, ANN);
        TestGateway other = fleet.start();
        platform.signOut("ann.sig");
        fleet.start().post(SIGN_OUT, "{}", ANN);
        assertThat(accident.to(surgery, "identity:evicted-")).isGreaterThan(0);

        assertThat(other.get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void a_sign_out_whose_item_is_gone_counts_after_a_minute() {
        fleet.start().get(PRODUCTS, ANN);
        platform.signOut("ann.sig");
        fleet.start().post(SIGN_OUT, "{}", ANN);
        assertThat(surgery.remove("identity:evicted-")).isGreaterThan(0);
        fleet.advance(Duration.ofSeconds(60));

        assertThat(fleet.start().get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    private static Stream<Accident> accidentsOfNumbers() {
        return Stream.of(TableSurgery::remove, TableSurgery::damage);
    }

    @ParameterizedTest
    @MethodSource("accidentsOfNumbers")
    void a_counter_that_is_gone_or_damaged_begins_anew(Accident accident) {
        fleet.with("RATE_LIMITS", "{\"caller\":{\"limit\":2,\"window\":120}}");
        TestGateway one = fleet.start();
        one.get(PRODUCTS, ANN);
        one.get(PRODUCTS, ANN);
        assertThat(accident.to(surgery, "limit:caller")).isEqualTo(1);

        TestGateway other = fleet.start();
        List<Integer> statuses = Stream.generate(() -> other.get(PRODUCTS, ANN).status())
                .limit(3)
                .toList();

        assertThat(statuses).containsExactly(200, 200, 429);
        assertThat(other.log()).noneMatch(line -> line.contains("limiterFallback"));
    }

    @Test
    void a_write_counts_although_the_generation_was_damaged() {
        say("{\"n\":1}");
        TestGateway one = fleet.start();
        one.post(PRODUCTS, "{}", ANN);
        one.get(PRODUCTS, ANN);
        assertThat(surgery.damage("generation:")).isEqualTo(1);
        fleet.start().get(PRODUCTS, ANN);
        say("{\"n\":2}");
        Response write = fleet.start().post(PRODUCTS, "{}", ANN);

        assertThat(write.status()).isEqualTo(200);
        assertThat(body(one.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
        assertThat(body(fleet.start().get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
    }

    @Test
    void after_a_generation_is_gone_nothing_is_used_that_was_stored_since_a_write() {
        say("{\"n\":1}");
        TestGateway one = fleet.start();
        one.post(PRODUCTS, "{}", ANN);
        one.get(PRODUCTS, ANN);
        say("{\"n\":2}");
        one.post(PRODUCTS, "{}", ANN);
        one.get(PRODUCTS, ANN);
        assertThat(surgery.remove("generation:")).isEqualTo(1);
        say("{\"n\":3}");

        assertThat(body(one.get(PRODUCTS, ANN))).isEqualTo("{\"n\":3}");
    }

    @Test
    void a_write_after_a_generation_was_lost_counts_as_any_other() {
        say("{\"n\":1}");
        TestGateway one = fleet.start();
        one.post(PRODUCTS, "{}", ANN);
        surgery.remove("generation:");
        one.get(PRODUCTS, ANN);
        say("{\"n\":2}");
        fleet.start().post(PRODUCTS, "{}", ANN);

        assertThat(body(one.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
    }

    /** TTL removes an item days after it has expired; until then it is there. */
    @Test
    void what_has_expired_and_is_still_in_the_table_is_not_used() {
        say("{\"n\":1}");
        TestGateway instance = fleet.start();
        instance.get(PRODUCTS, ANN);
        instance.get(QUESTIONS);
        fleet.advance(Duration.ofHours(49));
        platform.forgetCalls();
        say("{\"n\":2}");

        assertThat(body(instance.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
        instance.get(QUESTIONS);
        assertThat(platform.lookups(GET_SESSION)).hasSize(2);
        assertThat(platform.lookups(SIGN_IN)).hasSize(1);
    }

    /** Two versions of the gateway on one table: what one has written is absent for the other, in both directions. */
    @ParameterizedTest
    @ValueSource(strings = {"cache:", "identity:"})
    void an_instance_of_another_version_shares_nothing_and_disturbs_nothing(String kind) {
        say("{\"n\":1}");
        TestGateway old = fleet.start();
        old.get(PRODUCTS, ANN);
        surgery.nextVersion(kind);
        TestGateway other = fleet.start();
        for (int i = 0; i < 3; i++) {
            assertThat(other.get(PRODUCTS, ANN).status()).isEqualTo(200);
            surgery.nextVersion(kind);
            Response response = fleet.start().get(PRODUCTS, ANN);
            assertThat(response.status()).isEqualTo(200);
            assertThat(body(response)).isEqualTo("{\"n\":1}");
        }
        platform.signOut("ann.sig");
        other.post(SIGN_OUT, "{}", ANN);

        assertThat(fleet.start().get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    /**
     * Instances of two versions read and write the same items while one replaces the other. So a format may only change
     * together with its version (the first byte of a value) or its key. Counts, generations and evictions have no
     * version: every version must understand them.
     */
    @Test
    void the_formats_of_the_table_are_these() {
        say("{}");
        TestGateway instance = fleet.start();
        instance.get(PRODUCTS, ANN);
        instance.post(PRODUCTS, "{}", ANN);
        instance.get(PRODUCTS, KEY);
        instance.from("2001:db8::1", Method.GET, QUESTIONS, Body.EMPTY);
        instance.get("/health");
        instance.post(SIGN_OUT, "{}", ANN);

        assertThat(surgery.items("").stream()
                        .map(TableSurgery::shape)
                        .distinct()
                        .sorted())
                .containsExactly(
                        "cache:core-product-service:1:/api/v1/products:" + Platform.ACME
                                + " | own:DIGEST | expiresAt:N value:B,v2",
                        "generation:core-product-service:" + Platform.ACME + " | organization | expiresAt:N number:N",
                        "identity:anonymous:DIGEST | finding | expiresAt:N value:B,v1",
                        "identity:api-key:DIGEST | finding | expiresAt:N value:B,v1",
                        "identity:evicted-session:DIGEST | at | expiresAt:N value:B(8)",
                        "identity:known-api-key:DIGEST | mark | expiresAt:N value:B(0)",
                        "identity:known-session:DIGEST | mark | expiresAt:N value:B(0)",
                        "identity:organization:DIGEST | finding | expiresAt:N value:B,v1",
                        "identity:session:DIGEST | finding | expiresAt:N value:B,v1",
                        "identity:user:DIGEST | finding | expiresAt:N value:B,v1",
                        "limit:authentication:203.0.113.7 | 50/300 | " + COUNT,
                        "limit:caller:203.0.113.7:DIGEST | 600/120 | " + COUNT,
                        "limit:failed-credentials:api-key:203.0.113.7 | 60/300 | " + COUNT + " takenBack:N",
                        "limit:failed-credentials:session:203.0.113.7 | 60/300 | " + COUNT + " takenBack:N",
                        "limit:public:203.0.113.7 | 100/60 | " + COUNT,
                        "limit:standard:2001:db8:0:0:0:0:0:0/48 | 800/120 | " + COUNT,
                        "limit:standard:2001:db8:0:0:0:0:0:0/64 | 200/120 | " + COUNT);
    }
}
