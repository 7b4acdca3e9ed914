package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances on one table whose clocks are 90 seconds apart. Services and table have the time of the first. */
final class ClocksApartIT {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String SIGN_OUT = "/api/v1/auth/sign-out";
    private static final Duration APART = Duration.ofSeconds(90);

    /** The longest time that an identity counts (SPEC "Remembering identities"). */
    private static final Duration REMEMBERED = Duration.ofSeconds(60);

    private final Fleet fleet = Fleet.on(TestDynamoDb.table());
    private final Platform platform = fleet.platform();
    private final TestGateway right = fleet.start();

    private TestGateway wrong(int seconds) {
        return fleet.start(Duration.ofSeconds(seconds));
    }

    private void say(int number) {
        platform.onForward(Response.json(200, "{\"n\":" + number + "}").with("Cache-Control", "max-age=60"));
    }

    private static String body(Response response) {
        return response.body().utf8().orElse("");
    }

    /** The instance that is ahead takes what was counted before it for older than the window, once. */
    @ParameterizedTest
    @ValueSource(ints = {90, -90})
    void share_one_limit_of_a_window_that_is_shorter_but_for_what_was_counted_before(int seconds) {
        fleet.with("RATE_LIMITS", "{\"public\":{\"limit\":5,\"window\":60}}");
        TestGateway one = fleet.start();
        TestGateway other = fleet.start(Duration.ofSeconds(seconds));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            statuses.add(one.get("/health").status());
            statuses.add(other.get("/health").status());
            fleet.advance(Duration.ofSeconds(1));
        }

        assertThat(statuses).filteredOn(status -> status == 200).hasSizeBetween(5, 6);
    }

    @ParameterizedTest
    @ValueSource(ints = {90, -90})
    void share_one_limit_of_a_longer_window(int seconds) {
        fleet.with("RATE_LIMITS", "{\"caller\":{\"limit\":5,\"window\":120}}");
        TestGateway one = fleet.start();
        TestGateway other = fleet.start(Duration.ofSeconds(seconds));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            statuses.add(one.get(PRODUCTS, ANN).status());
            statuses.add(other.get(PRODUCTS, ANN).status());
        }

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {90, -90})
    void a_write_through_one_is_seen_by_the_other(int seconds) {
        TestGateway wrong = wrong(seconds);
        for (List<TestGateway> pair : List.of(List.of(right, wrong), List.of(wrong, right))) {
            TestGateway writer = pair.getFirst();
            TestGateway reader = pair.getLast();
            say(1);
            reader.get(PRODUCTS, ANN);
            writer.get(PRODUCTS, ANN);
            say(2);
            writer.post(PRODUCTS, "{}", ANN);

            assertThat(body(reader.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
            assertThat(body(writer.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {90, -90})
    void a_stored_response_is_fresh_for_the_difference_longer_at_most(int seconds) {
        TestGateway wrong = wrong(seconds);
        say(1);
        wrong.get(PRODUCTS, ANN);
        say(2);
        Response early = right.get(PRODUCTS, ANN);
        fleet.advance(REMEMBERED.plus(APART).plusSeconds(1));

        assertThat(early.header("Age").map(Long::parseLong).orElse(0L)).isBetween(0L, 60L);
        assertThat(body(right.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
    }

    /** The service's own {@code Date} shows how wrong the clock is (RFC 9111 §4.2.3). */
    @Test
    void a_stored_response_with_a_date_is_fresh_no_longer_than_it_says() {
        TestGateway wrong = wrong(90);
        platform.onForward(Response.json(200, "{\"n\":1}")
                .with("Cache-Control", "max-age=120")
                .with("Date", "Sun, 01 Mar 2099 10:00:00 GMT"));
        wrong.get(PRODUCTS, ANN);
        say(2);
        fleet.advance(Duration.ofSeconds(121));

        assertThat(body(right.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
    }

    @ParameterizedTest
    @ValueSource(ints = {90, -90})
    void an_ended_session_counts_for_the_difference_longer_at_most(int seconds) {
        TestGateway wrong = wrong(seconds);
        wrong.get(PRODUCTS, ANN);
        right.get(PRODUCTS, ANN);
        platform.signOut("ann.sig");
        right.post(SIGN_OUT, "{}", ANN);

        assertThat(right.get(PRODUCTS, ANN).status()).isEqualTo(401);
        fleet.advance(REMEMBERED);
        assertThat(right.get(PRODUCTS, ANN).status()).isEqualTo(401);
        assertThat(wrong.get(PRODUCTS, ANN).status()).isEqualTo(401);
        fleet.advance(APART);
        assertThat(fleet.start().get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    /** What an instance that is ahead has written can be used by the others only when their clocks have reached it. */
    @Test
    void what_an_instance_that_is_ahead_remembers_counts_for_the_difference_longer_at_most() {
        wrong(90).get(PRODUCTS, ANN);
        platform.signOut("ann.sig");
        right.post(SIGN_OUT, "{}", ANN);
        fleet.advance(REMEMBERED.plus(APART));

        assertThat(fleet.start().get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(ints = {90, -90})
    void a_sign_out_through_the_wrong_one_counts_there_at_once_and_elsewhere_within_a_minute(int seconds) {
        TestGateway wrong = wrong(seconds);
        right.get(PRODUCTS, ANN);
        wrong.get(PRODUCTS, ANN);
        platform.signOut("ann.sig");
        wrong.post(SIGN_OUT, "{}", ANN);

        assertThat(wrong.get(PRODUCTS, ANN).status()).isEqualTo(401);
        fleet.advance(REMEMBERED);
        assertThat(right.get(PRODUCTS, ANN).status()).isEqualTo(401);
    }
}
