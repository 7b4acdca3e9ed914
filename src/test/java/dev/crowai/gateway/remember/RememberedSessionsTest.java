package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC "Remembering identities": sessions, and that there is none. */
final class RememberedSessionsTest extends RememberedFixture {
    @Test
    void a_known_session_costs_neither_a_lookup_nor_a_store_operation_for_thirty_seconds() throws Exception {
        Optional<Session> before = first.session(ANN, instances.exchange());
        table.forgetCalls();

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(30).plus(JUST_BEFORE)));
        Optional<Session> after = first.session(ANN, instances.exchange());

        assertThat(after).isEqualTo(before).contains(annsSession);
        assertThat(services.asked()).hasSize(1);
        assertThat(table.calls()).isEmpty();
    }

    @Test
    void after_thirty_seconds_one_read_of_the_store_is_enough() throws Exception {
        first.session(ANN, instances.exchange());
        table.forgetCalls();

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(30)));

        assertThat(first.session(ANN, instances.exchange())).contains(annsSession);
        assertThat(services.asked()).hasSize(1);
        assertThat(table.calls()).containsExactly("get");
    }

    @Test
    void an_unknown_session_costs_one_read_one_lookup_and_two_writes() throws Exception {
        first.session(ANN, instances.exchange());

        assertThat(services.asked()).containsExactly("session " + ANN_COOKIE);
        assertThat(table.calls()).containsExactly("get", "put", "put");
    }

    @Test
    void another_instance_finds_what_the_first_has_asked() throws Exception {
        first.session(ANN, instances.exchange());

        assertThat(second.session(ANN, instances.exchange())).contains(annsSession);
        assertThat(services.asked()).hasSize(1);
    }

    @Test
    void an_answer_is_sixty_seconds_old_at_the_most_wherever_it_has_been() throws Exception {
        first.session(ANN, instances.exchange());
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(60).plus(JUST_BEFORE)));
        second.session(ANN, instances.exchange());
        assertThat(services.asked()).hasSize(1);

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(60)));
        second.session(ANN, instances.exchange());

        assertThat(services.asked()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"25, 900, 25", "604800, 70, 10", "604800, 119, 59", "604800, 121, 60"})
    void a_session_is_remembered_until_it_or_its_token_less_a_minute_ends(long sessionEnd, long jwtEnd, long remembered)
            throws Exception {
        Instant now = clock.instant();
        services.sessions.put(
                ANN_COOKIE,
                new Session(
                        "ann",
                        false,
                        new ActiveOrganization.None(),
                        Callers.jwt("ann", now.plusSeconds(jwtEnd)),
                        now.plusSeconds(sessionEnd)));
        first.session(ANN, instances.exchange());

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(remembered).plus(JUST_BEFORE)));
        second.session(ANN, instances.exchange());
        assertThat(services.asked()).hasSize(1);
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(remembered)));
        first.session(ANN, instances.exchange());
        second.session(ANN, instances.exchange());

        assertThat(services.asked().size()).isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 900", "604800, 60", "604800, 10"})
    void a_session_without_enough_time_left_serves_one_request_and_is_not_remembered(long sessionEnd, long jwtEnd)
            throws Exception {
        Instant now = clock.instant();
        Session session = new Session(
                "ann",
                false,
                new ActiveOrganization.None(),
                Callers.jwt("ann", now.plusSeconds(jwtEnd)),
                now.plusSeconds(sessionEnd));
        services.sessions.put(ANN_COOKIE, session);

        assertThat(first.session(ANN, instances.exchange())).contains(session);
        first.session(ANN, instances.exchange());

        assertThat(services.asked()).hasSize(2);
        assertThat(table.itemsOf("identity:session:")).isEmpty();
    }

    @Test
    void a_session_whose_token_cannot_be_read_is_remembered_for_thirty_seconds() throws Exception {
        services.sessions.put(
                ANN_COOKIE,
                new Session("ann", false, new ActiveOrganization.None(), Secret.of("a.b.c"), annsSession.expiresAt()));
        first.session(ANN, instances.exchange());

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(30).plus(JUST_BEFORE)));
        second.session(ANN, instances.exchange());
        assertThat(services.asked()).hasSize(1);
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(30)));
        second.session(ANN, instances.exchange());

        assertThat(services.asked()).hasSize(2);
    }

    @Test
    void that_there_is_no_session_is_remembered_for_ten_minutes_by_all_instances() throws Exception {
        Credential.SessionCookie none = Callers.cookie("better-auth.session_token=nobody");
        assertThat(first.session(none, instances.exchange())).isEmpty();

        clock.moveTo(HandMovedClock.START.plus(Duration.ofMinutes(10).plus(JUST_BEFORE)));
        assertThat(first.session(none, instances.exchange())).isEmpty();
        assertThat(second.session(none, instances.exchange())).isEmpty();
        assertThat(services.asked()).hasSize(1);

        clock.moveTo(HandMovedClock.START.plus(Duration.ofMinutes(10)));
        second.session(none, instances.exchange());
        assertThat(services.asked()).hasSize(2);
    }

    @Test
    void a_session_that_appears_replaces_the_remembered_absence() throws Exception {
        Credential.SessionCookie bob = Callers.cookie("better-auth.session_token=bobToken.x");
        first.session(bob, instances.exchange());
        services.sessions.put(bob.cookies().reveal(), Callers.session("bob", clock.instant()));

        clock.moveSeconds(600);
        assertThat(first.session(bob, instances.exchange())).isPresent();
        clock.moveSeconds(1);

        assertThat(first.session(bob, instances.exchange())).isPresent();
        assertThat(services.asked()).hasSize(2);
    }

    @Test
    void cookies_of_others_make_no_difference_but_reach_the_service_as_they_came() throws Exception {
        String header = "_ga=1; " + ANN_COOKIE + "; theme=dark";
        services.sessions.put(header, annsSession);
        first.session(Callers.cookie(header), instances.exchange());

        assertThat(first.session(Callers.cookie(ANN_COOKIE + "; _ga=2"), instances.exchange()))
                .contains(annsSession);
        assertThat(services.asked()).containsExactly("session " + header);
    }

    @ParameterizedTest
    @CsvSource({
        "better-auth.session_token=bad; better-auth.session_token=annToken.annSignature",
        "better-auth.session_token=annToken.annSignature; better-auth.session_token=bad",
        "__Secure-better-auth.session_token=annToken.annSignature",
        "better-auth.session_token=annToken.annSignature; better-auth.dont_remember=1"
    })
    void other_session_cookies_are_another_credential(String header) throws Exception {
        first.session(ANN, instances.exchange());

        assertThat(first.session(Callers.cookie(header), instances.exchange())).isEmpty();
        assertThat(services.asked()).containsExactly("session " + ANN_COOKIE, "session " + header);
    }

    @Test
    void a_header_with_a_crowd_of_sessions_is_asked_about_every_time() throws Exception {
        String crowd = String.join(
                "; ",
                IntStream.range(0, 40)
                        .mapToObj(i -> "better-auth.session_token=t" + i)
                        .toList());

        first.session(Callers.cookie(crowd), instances.exchange());
        first.session(Callers.cookie(crowd), instances.exchange());

        assertThat(services.asked()).hasSize(2);
        assertThat(table.calls()).isEmpty();
    }

    @Test
    void a_value_of_more_than_eight_kilobytes_is_neither_held_nor_stored() throws Exception {
        Secret large = Secret.of("a." + "b".repeat(9_000) + ".c");
        Session session = new Session("ann", false, new ActiveOrganization.None(), large, annsSession.expiresAt());
        services.sessions.put(ANN_COOKIE, session);

        assertThat(first.session(ANN, instances.exchange())).contains(session);
        assertThat(first.session(ANN, instances.exchange())).contains(session);

        assertThat(services.asked()).hasSize(2);
        assertThat(table.itemsOf("identity:session:")).isEmpty();
    }

    @Test
    void a_session_is_revalidated_at_most_once_in_five_seconds() throws Exception {
        services.sessions.put(ANN_COOKIE, annsSession);
        first.session(ANN, instances.exchange());
        Session changed = new Session(
                "ann",
                false,
                new ActiveOrganization.NotMember("org-of-ann"),
                annsSession.jwt(),
                annsSession.expiresAt());
        services.sessions.put(ANN_COOKIE, changed);

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(1)));
        assertThat(first.session(ANN, instances.exchange())).contains(annsSession);
        assertThat(first.revalidatedSession(ANN, instances.exchange())).contains(changed);
        assertThat(first.session(ANN, instances.exchange())).contains(changed);
        services.sessions.put(ANN_COOKIE, annsSession);
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(6).plus(JUST_BEFORE)));
        assertThat(first.revalidatedSession(ANN, instances.exchange())).contains(changed);
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(6)));

        assertThat(first.revalidatedSession(ANN, instances.exchange())).contains(annsSession);
        assertThat(second.session(ANN, instances.exchange())).contains(annsSession);
        assertThat(services.asked()).hasSize(3);
    }

    @Test
    void once_it_knows_whose_a_session_is_an_instance_reads_the_store_in_one_round_trip() throws Exception {
        first.session(ANN, instances.exchange());
        second.session(ANN, instances.exchange());
        table.forgetCalls();

        clock.moveSeconds(31);
        second.session(ANN, instances.exchange());

        assertThat(table.calls()).containsExactly("get");
    }

    @Test
    void times_the_store_as_a_stage_of_its_own() throws Exception {
        Exchange exchange = instances.exchange();

        first.session(ANN, exchange);

        assertThat(exchange.record().snapshot().stages()).containsOnlyKeys(Stage.STORE);
    }
}
