package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Rate limiting": lookups of invalid credentials, and what a neighbour behind the same address notices of them. */
final class FailedCredentialsTest extends BudgetFixture {
    private static final String VERIFY = "/api/v1/auth/api-key/verify";

    private void sixtyMadeUpKeys() {
        IntStream.range(0, 60).forEach(i -> gateway.get(PRODUCTS, "X-API-Key", "crow_bad" + i));
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

        assertThat(platform.lookups(GET_SESSION)).hasSize(60);
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

        assertThat(platform.lookups(VERIFY)).hasSize(1);
        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_ann").status()).isEqualTo(200);
    }

    @Test
    void a_lookup_that_failed_is_no_failure_of_the_credential() {
        platform.on(VERIFY, _ -> Response.of(500));
        for (int i = 0; i < 100; i++) {
            assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_ann").status()).isEqualTo(503);
        }
        assertThat(platform.lookups(VERIFY)).hasSize(100);
    }

    @Test
    void observing_looks_up_every_credential() {
        gateway.with("RATE_LIMIT_MODE", "observe");
        sixtyMadeUpKeys();
        Response answer = gateway.get(PRODUCTS, "X-API-Key", "crow_one-more");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(gateway.log().getLast()).contains("\"limit\":\"observed\"");
        assertThat(platform.lookups(VERIFY)).hasSize(61);
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

        assertThat(platform.lookups(GET_SESSION)).hasSizeBetween(1, 61);
    }

    @Test
    void a_change_at_the_auth_service_goes_on_although_its_session_may_not_be_looked_up() {
        sixtyMadeUpCookies();
        Response answer = gateway.post("/api/v1/auth/change-password", "{}", cookie("unknown.sig"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(platform.forwarded()).hasSize(1);
    }
}
