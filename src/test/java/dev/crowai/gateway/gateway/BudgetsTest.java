package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.LimitedRoute.left;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.HandMovedClock;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Rate limiting": whose budget a request takes from. */
final class BudgetsTest extends BudgetFixture {
    private static final String[] BOB = {"Cookie", "better-auth.session_token=bob.sig"};

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
        TestGateway other = fleet.countingIn(work -> {
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
