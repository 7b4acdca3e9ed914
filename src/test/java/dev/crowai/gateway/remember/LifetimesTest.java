package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.lookup.IdentityService.UserRow;
import dev.crowai.gateway.lookup.IdentityService.VerifiedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC "Remembering identities": how long each kind of result is remembered. */
final class LifetimesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private static long seconds(Instant until) {
        return Duration.between(NOW, until).toSeconds();
    }

    private static Session session(long end, Secret jwt) {
        return new Session("ann", false, new ActiveOrganization.None(), jwt, NOW.plusSeconds(end));
    }

    @ParameterizedTest
    @CsvSource({"900, 900, 60", "25, 900, 25", "900, 100, 40", "900, 120, 60", "900, 30, -30"})
    void a_session_is_remembered_for_a_minute_at_most_and_never_past_its_end_or_its_jwts_last_minute(
            long sessionEnd, long jwtEnd, long remembered) {
        Session found = session(sessionEnd, Callers.jwt("ann", NOW.plusSeconds(jwtEnd)));

        assertThat(seconds(Lifetimes.session(NOW, Optional.of(found)))).isEqualTo(remembered);
    }

    @Test
    void a_session_whose_jwt_is_unreadable_is_remembered_for_half_a_minute() {
        assertThat(seconds(Lifetimes.session(NOW, Optional.of(session(900, Secret.of("a.b.c"))))))
                .isEqualTo(30);
    }

    @Test
    void a_cookie_of_no_session_is_remembered_for_ten_minutes() {
        assertThat(seconds(Lifetimes.session(NOW, Optional.empty()))).isEqualTo(600);
    }

    @ParameterizedTest
    @CsvSource({"900, 60", "10, 10"})
    void a_key_is_remembered_for_a_minute_at_most_and_never_past_its_end(long end, long remembered) {
        VerifiedKey key = new VerifiedKey(
                Optional.empty(),
                Optional.empty(),
                new ClaimedOrganization.NoClaim(),
                Optional.of(NOW.plusSeconds(end)));

        assertThat(seconds(Lifetimes.key(NOW, Optional.of(key)))).isEqualTo(remembered);
    }

    @Test
    void an_invalid_key_is_remembered_for_a_minute() {
        assertThat(seconds(Lifetimes.key(NOW, Optional.empty()))).isEqualTo(60);
    }

    @Test
    void a_user_without_an_organization_is_remembered_for_ten_seconds_and_with_one_for_a_minute() {
        assertThat(seconds(Lifetimes.user(NOW, Optional.empty()))).isEqualTo(10);
        assertThat(seconds(Lifetimes.user(NOW, Optional.of(new UserRow("row-1", Optional.empty())))))
                .isEqualTo(10);
        assertThat(seconds(Lifetimes.user(NOW, Optional.of(Callers.row("uuid-1")))))
                .isEqualTo(60);
    }

    @Test
    void what_can_change_is_remembered_for_a_minute_and_what_never_changes_for_an_hour() {
        assertThat(seconds(Lifetimes.changing(NOW, Optional.of("x")))).isEqualTo(60);
        assertThat(seconds(Lifetimes.lasting(NOW, Optional.of("x")))).isEqualTo(3600);
        assertThat(seconds(Lifetimes.changing(NOW, Optional.empty()))).isEqualTo(10);
        assertThat(seconds(Lifetimes.lasting(NOW, Optional.empty()))).isEqualTo(10);
    }
}
