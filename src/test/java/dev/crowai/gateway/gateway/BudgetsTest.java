package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.gateway.Fleet.Instance;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose budget a request takes from (SPEC "Rate limiting"), and what a neighbour behind the same address notices. */
final class BudgetsTest {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String[] BOB = {"Cookie", "better-auth.session_token=bob.sig"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";
    private static final String GET_SESSION = "/api/v1/auth/get-session";
    private static final String VERIFY = "/api/v1/auth/api-key/verify";

    private final TestGateway gateway = new TestGateway();
    private final StoreDouble store = new StoreDouble(gateway.clock());
    private final Platform platform = gateway.on(store, store).platform();

    private static int left(Response response) {
        return Integer.parseInt(response.header("RateLimit").orElseThrow().replaceAll(".*;r=([0-9]+);.*", "$1"));
    }

    private static String policy(Response response) {
        return response.header("RateLimit-Policy").orElseThrow();
    }

    private void times(int times, Runnable request) {
        IntStream.range(0, times).forEach(_ -> request.run());
    }

    private static String[] cookie(String value) {
        return new String[] {"Cookie", "better-auth.session_token=" + value};
    }

    @Test
    void two_users_behind_one_address_have_a_budget_each() {
        times(601, () -> gateway.get(PRODUCTS, ANN));

        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(429);
        assertThat(left(gateway.get(PRODUCTS, BOB))).isEqualTo(599);
    }

    @Test
    void a_user_takes_nothing_from_the_budget_of_the_address() {
        times(601, () -> gateway.get(PRODUCTS, ANN));

        assertThat(left(gateway.get(QUESTIONS))).isEqualTo(199);
    }

    @Test
    void one_user_has_a_budget_at_each_address() {
        times(601, () -> gateway.get(PRODUCTS, ANN));

        assertThat(left(gateway.from("203.0.113.8", Method.GET, PRODUCTS, ANN))).isEqualTo(599);
    }

    @Test
    void neither_another_sign_in_nor_a_key_nor_a_token_gives_a_fresh_budget() {
        platform.signIn("ann-again.sig", "ann");
        gateway.get(PRODUCTS, ANN);
        gateway.get(PRODUCTS, cookie("ann-again.sig"));
        gateway.get(PRODUCTS, "X-API-Key", "crow_ann");
        gateway.get(PRODUCTS, "X-API-Key", "crow_own");

        assertThat(left(gateway.get(PRODUCTS, "Authorization", "Bearer " + platform.jwt("ann"))))
                .isEqualTo(595);
    }

    @Test
    void a_user_over_its_limit_costs_neither_lookup_nor_call_although_nobody_is_remembered_any_more() {
        times(601, () -> gateway.get(PRODUCTS, ANN));
        gateway.advance(Duration.ofSeconds(61));
        platform.forgetCalls();
        store.forgetCalls();

        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(429);
        assertThat(platform.calls()).isEqualTo(List.of());
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void a_user_over_its_limit_costs_no_lookup_whatever_is_sent_beside_the_session() {
        times(601, () -> gateway.get(PRODUCTS, ANN));
        platform.forgetCalls();
        Response other = gateway.get(PRODUCTS, "Cookie", ANN[1] + "; better-auth.other=1");
        Response encoded = gateway.get(PRODUCTS, cookie("ann%2Esig"));

        assertThat(List.of(other.status(), encoded.status())).containsOnly(429);
        assertThat(platform.calls()).isEqualTo(List.of());
    }

    @Test
    void an_office_may_read_ten_pages_of_eighteen_calls_in_ninety_seconds() {
        List<Integer> statuses = new ArrayList<>();
        for (int page = 0; page < 10; page++) {
            for (int call = 0; call < 18; call++) {
                String target = PRODUCTS + "?page=" + page + "&call=" + call;
                statuses.add(gateway.get(target, ANN).status());
                statuses.add(gateway.get(target, BOB).status());
            }
            gateway.advance(Duration.ofSeconds(9));
        }

        assertThat(statuses).hasSize(360).containsOnly(200);
    }

    @Test
    void cameras_and_shoppers_of_one_shop_may_send_all_day() {
        List<Integer> statuses = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            statuses.add(gateway.post("/api/v1/cctv/frames", "{}").status());
            statuses.add(gateway.post("/api/v1/cctv/frames", "{}").status());
            for (int post = 0; second % 6 == 0 && post < 15; post++) {
                statuses.add(gateway.post("/api/v1/ingest/events", "{}", "X-API-Key", "crow_ann")
                        .status());
            }
            gateway.advance(Duration.ofSeconds(1));
        }

        assertThat(statuses).hasSize(2700).containsOnly(200);
    }

    @Test
    void a_server_that_renders_for_many_may_read_three_thousand_sessions() {
        List<Integer> statuses = new ArrayList<>();
        times(3000, () -> statuses.add(gateway.get(GET_SESSION, ANN).status()));

        assertThat(statuses).containsOnly(200);
        assertThat(gateway.get(GET_SESSION, ANN).status()).isEqualTo(429);
    }

    @Test
    void an_ipv6_address_counts_by_its_48_too() {
        for (int network = 0; network < 4; network++) {
            String address = "2001:db8:7:" + network + "::1";
            times(200, () -> gateway.from(address, Method.GET, QUESTIONS));
        }
        Response refused = gateway.from("2001:db8:7:4::1", Method.GET, QUESTIONS);
        Response elsewhere = gateway.from("2001:db8:8::1", Method.GET, QUESTIONS);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(policy(refused)).isEqualTo("\"standard\";q=800;w=120");
        assertThat(refused.header("RateLimit")).contains("\"standard\";r=0;t=120");
        assertThat(left(elsewhere)).isEqualTo(199);
    }

    @Test
    void what_the_48_refuses_takes_nothing_from_the_64() {
        gateway.with("RATE_LIMITS", "{\"standard\":{\"limit\":1,\"window\":120}}");
        for (int network = 0; network < 4; network++) {
            gateway.from("2001:db8:7:" + network + "::1", Method.GET, QUESTIONS);
            gateway.advance(Duration.ofSeconds(20));
        }
        gateway.from("2001:db8:7:4::1", Method.GET, QUESTIONS);
        gateway.advance(Duration.ofSeconds(40));

        assertThat(gateway.from("2001:db8:7:4::1", Method.GET, QUESTIONS).status())
                .isEqualTo(200);
    }

    @Test
    void a_caller_costs_one_count_at_an_ipv6_address_too() {
        gateway.from("2001:db8:7::1", Method.GET, PRODUCTS, ANN);
        store.forgetCalls();
        gateway.from("2001:db8:7::1", Method.GET, PRODUCTS, ANN);

        assertThat(store.calls()).containsOnlyOnce("count");
    }

    @Test
    void sixty_lookups_of_invalid_keys_are_made_and_no_more() {
        for (int i = 0; i < 60; i++) {
            assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_bad" + i).status())
                    .isEqualTo(401);
        }
        platform.forgetCalls();
        gateway.advance(Duration.ofSeconds(9));
        Response refused = gateway.get(PRODUCTS, "X-API-Key", "crow_another");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body().utf8().orElseThrow())
                .contains("Too many invalid credentials. Please try again later.");
        assertThat(policy(refused)).isEqualTo("\"failed-credentials\";q=60;w=300");
        assertThat(refused.header("RateLimit")).contains("\"failed-credentials\";r=0;t=291");
        assertThat(refused.header("Retry-After")).contains("291");
        assertThat(platform.calls()).isEqualTo(List.of());
        assertThat(gateway.log().getLast()).contains("\"refusal\":\"failed-credentials rate limit\"");
    }

    private void sixtyMadeUpCookies() {
        IntStream.range(0, 60).forEach(i -> gateway.get(PRODUCTS, cookie("made-up" + i + ".sig")));
    }

    private void sixtyMadeUpKeys() {
        IntStream.range(0, 60).forEach(i -> gateway.get(PRODUCTS, "X-API-Key", "crow_bad" + i));
    }

    @ParameterizedTest
    @ValueSource(strings = {PRODUCTS, QUESTIONS, "/api/v1/cctv/frames", "/api/v1/auth/onboarding/status"})
    void a_session_of_nobody_is_refused_on_every_row_once_there_were_too_many(String path) {
        sixtyMadeUpCookies();
        platform.forgetCalls();
        Response refused = gateway.get(path, cookie("one-more.sig"));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(policy(refused)).isEqualTo("\"failed-credentials\";q=60;w=300");
        assertThat(platform.calls()).isEqualTo(List.of());
    }

    @Test
    void too_many_invalid_credentials_of_one_kind_leave_the_other_kind_alone() {
        sixtyMadeUpKeys();

        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(200);
        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_own").status()).isEqualTo(429);
    }

    @Test
    void more_session_cookies_than_are_remembered_are_lookups_like_any_other() {
        for (int i = 0; i < 61; i++) {
            String[] names = {"a" + i, "b", "c", "d", "e"};
            gateway.get(
                    PRODUCTS,
                    "Cookie",
                    "better-auth.session_token=" + String.join("; better-auth.session_token=", names));
        }

        assertThat(platform.callsTo(GET_SESSION)).hasSize(60);
    }

    @Test
    void good_credentials_are_no_failures_however_many_are_new() {
        for (int i = 0; i < 200; i++) {
            platform.signIn("user" + i + ".sig", "newcomer");
            assertThat(gateway.get("/api/v1/users/me", cookie("user" + i + ".sig"))
                            .status())
                    .isEqualTo(200);
        }
        gateway.get(PRODUCTS, cookie("made-up.sig"));

        assertThat(gateway.get(PRODUCTS, cookie("another.sig")).status()).isEqualTo(401);
    }

    @Test
    void a_credential_that_is_refused_again_costs_no_lookup_and_is_no_failure() {
        times(150, () -> gateway.get(PRODUCTS, "X-API-Key", "crow_bad"));

        assertThat(platform.callsTo(VERIFY)).hasSize(1);
        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_ann").status()).isEqualTo(200);
    }

    @Test
    void a_lookup_that_failed_is_no_failure_of_the_credential() {
        platform.on(VERIFY, _ -> Response.of(500));
        for (int i = 0; i < 100; i++) {
            assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_ann").status()).isEqualTo(503);
        }
        assertThat(platform.callsTo(VERIFY)).hasSize(100);
    }

    @Test
    void observing_looks_up_every_credential() {
        gateway.with("RATE_LIMIT_MODE", "observe");
        sixtyMadeUpKeys();
        Response answer = gateway.get(PRODUCTS, "X-API-Key", "crow_one-more");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(gateway.log().getLast()).contains("\"limit\":\"observed\"");
        assertThat(platform.callsTo(VERIFY)).hasSize(61);
    }

    /** What somebody does to the address that all share. */
    enum Abuse {
        SIXTY_MADE_UP_COOKIES,
        SIXTY_MADE_UP_KEYS,
        TWO_HUNDRED_ANONYMOUS_CALLS
    }

    private void suffer(Abuse abuse) {
        switch (abuse) {
            case SIXTY_MADE_UP_COOKIES -> sixtyMadeUpCookies();
            case SIXTY_MADE_UP_KEYS -> sixtyMadeUpKeys();
            case TWO_HUNDRED_ANONYMOUS_CALLS -> times(201, () -> gateway.get(QUESTIONS));
        }
    }

    @ParameterizedTest
    @EnumSource(Abuse.class)
    void a_neighbour_who_was_idle_for_long_notices_nothing(Abuse abuse) {
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofHours(23));
        suffer(abuse);

        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Abuse.class)
    void a_neighbour_with_a_key_notices_nothing(Abuse abuse) {
        gateway.get(PRODUCTS, "X-API-Key", "crow_ann");
        gateway.advance(Duration.ofHours(23));
        suffer(abuse);

        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_ann").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Abuse.class)
    void a_neighbour_with_a_token_notices_nothing(Abuse abuse) {
        gateway.get(PRODUCTS, "Authorization", "Bearer " + platform.jwt("bob"));
        suffer(abuse);

        assertThat(gateway.get(PRODUCTS, "Authorization", "Bearer " + platform.jwt("ann"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Abuse.class)
    void a_neighbour_who_has_just_signed_in_notices_nothing(Abuse abuse) {
        suffer(abuse);
        platform.onForward(Response.json(200, "{}")
                .with("Set-Cookie", "better-auth.session_token=ann.s%69g; Max-Age=604800; Path=/; HttpOnly"));
        gateway.post("/api/v1/auth/sign-in/email", "{}");
        platform.onForward(Response.json(200, "{}"));

        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(200);
    }

    @Test
    void a_mark_is_the_digest_of_a_credential_and_nothing_else() {
        gateway.get(PRODUCTS, ANN);

        assertThat(store.itemsOf("identity:known-session:"))
                .singleElement()
                .satisfies(mark -> assertThat(mark.value()).isEmpty());
    }

    @Test
    void a_cookie_that_is_removed_is_not_marked() {
        platform.onForward(
                Response.json(200, "{}").with("Set-Cookie", "better-auth.session_token=; Max-Age=0; Path=/"));
        gateway.post("/api/v1/auth/sign-out", "{}");

        assertThat(store.itemsOf("identity:known-")).isEmpty();
    }

    @Test
    void a_mark_lasts_for_a_day_after_the_last_proof() {
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofHours(20));
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofHours(24).minusSeconds(1));
        sixtyMadeUpCookies();

        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(200);
    }

    @Test
    void a_session_that_is_known_as_good_vouches_for_no_other_beside_it() {
        gateway.get(PRODUCTS, ANN);
        sixtyMadeUpCookies();
        platform.forgetCalls();
        String both = "better-auth.session_token=made-up.sig; __Secure-better-auth.session_token=ann.sig";

        assertThat(gateway.get(PRODUCTS, "Cookie", both).status()).isEqualTo(429);
        assertThat(platform.calls()).isEqualTo(List.of());
    }

    @Test
    void a_session_that_has_ended_is_known_as_good_no_longer() {
        gateway.get(PRODUCTS, ANN);
        platform.signOut("ann.sig");
        gateway.advance(Duration.ofMinutes(2));
        platform.forgetCalls();
        for (int i = 0; i < 100; i++) {
            gateway.get(PRODUCTS, "Cookie", ANN[1] + "; better-auth.session_data=" + i);
        }

        assertThat(platform.callsTo(GET_SESSION)).hasSizeBetween(1, 61);
    }

    @ParameterizedTest
    @ValueSource(strings = {PRODUCTS, QUESTIONS})
    void an_anonymous_session_costs_no_lookup_once_its_address_is_over_its_limit(String path) {
        gateway.get(QUESTIONS, cookie("anonymous.sig"));
        times(200, () -> gateway.get(QUESTIONS));
        gateway.get(path, "Cookie", "better-auth.session_token=anonymous.sig; better-auth.session_data=first");
        platform.forgetCalls();
        for (int i = 0; i < 20; i++) {
            String rotating = "better-auth.session_token=anonymous.sig; better-auth.session_data=" + i;
            assertThat(gateway.get(path, "Cookie", rotating).status()).isEqualTo(429);
        }

        assertThat(platform.calls()).isEqualTo(List.of());
    }

    @Test
    void a_caller_whose_address_may_not_sign_in_for_a_while_goes_on_with_services() {
        String onboarding = "/api/v1/auth/onboarding/status";
        times(50, () -> gateway.post(onboarding, "{}", ANN));
        gateway.advance(Duration.ofSeconds(90));

        assertThat(gateway.post(onboarding, "{}", ANN).status()).isEqualTo(429);
        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(200);
    }

    @Test
    void a_cross_site_write_counts_where_its_known_caller_does() {
        gateway.get(PRODUCTS, ANN);
        times(201, () -> gateway.get(QUESTIONS));
        Response refused = gateway.post(PRODUCTS, "{}", "Cookie", ANN[1], "Origin", "https://elsewhere.example");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(policy(refused)).isEqualTo("\"caller\";q=600;w=120");
    }

    @ParameterizedTest
    @ValueSource(strings = {PRODUCTS, QUESTIONS})
    void an_address_over_its_limit_costs_no_lookup_of_an_unknown_credential(String path) {
        times(201, () -> gateway.get(QUESTIONS));
        platform.forgetCalls();
        store.forgetCalls();
        Response unknown = gateway.get(path, cookie("made-up.sig"));
        Response garbage = gateway.get(path, "Authorization", "Bearer a.b.c");

        assertThat(List.of(unknown.status(), garbage.status())).containsOnly(429);
        assertThat(policy(unknown)).isEqualTo("\"standard\";q=200;w=120");
        assertThat(platform.calls()).isEqualTo(List.of());
        assertThat(store.calls()).containsOnly("get");
    }

    @Test
    void a_change_at_the_auth_service_goes_on_although_its_session_may_not_be_looked_up() {
        sixtyMadeUpCookies();
        Response answer = gateway.post("/api/v1/auth/change-password", "{}", cookie("unknown.sig"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(platform.forwarded()).hasSize(1);
    }

    private static Stream<String[]> chains() {
        return Stream.of(
                new String[] {"GET", PRODUCTS + "/images/a.png"},
                new String[] {"POST", "/api/v1/billing/webhook"},
                new String[] {"POST", "/api/v1/auth/jwt/verify"},
                new String[] {"POST", "/api/v1/auth/change-password"},
                new String[] {"POST", "/api/v1/better-auth/sign-out"},
                new String[] {"PATCH", "/api/v1/auth/onboarding/x"},
                new String[] {"GET", "/api/v1/auth/team-invitations/x"},
                new String[] {"POST", "/api/v1/ingest/events"},
                new String[] {"POST", PRODUCTS},
                new String[] {"GET", PRODUCTS});
    }

    @ParameterizedTest
    @MethodSource("chains")
    void nothing_reaches_a_service_that_another_instance_has_used_the_budget_for(String method, String target) {
        HandMovedClock clock = new HandMovedClock(Fleet.START);
        InMemoryStore shared = new InMemoryStore(clock, 1000);
        List<Runnable> counting = new ArrayList<>();
        String one = "{\"limit\":1,\"window\":300}";
        Fleet fleet = Fleet.on(shared, shared)
                .with(
                        "RATE_LIMITS",
                        "{\"standard\":%1$s,\"caller\":%1$s,\"ingest\":%1$s,\"authentication\":%1$s,\"authentication-read\":%1$s}"
                                .formatted(one));
        fleet.start().send(Method.valueOf(method), target, Body.of("{}"), ANN);
        fleet.platform().forgetCalls();
        Instance other = fleet.countingIn(work -> {
                    counting.add(work);
                    work.run();
                })
                .start();

        Response refused = other.send(Method.valueOf(method), target, Body.of("{}"), ANN);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(counting).isNotEmpty();
        assertThat(fleet.platform().forwarded()).isEmpty();
    }
}
