package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.lookup.IdentityService.UserRow;
import dev.crowai.gateway.lookup.IdentityService.VerifiedKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingFormatTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Finding<String> FINDING = new Finding<>(Optional.of("acme"), NOW, NOW.plusSeconds(60));

    private static Optional<Finding<String>> read(String json) {
        return FindingFormat.ID.fromBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String written() {
        return new String(FindingFormat.ID.toBytes(FINDING), StandardCharsets.UTF_8);
    }

    @Test
    void reads_what_this_version_wrote() {
        assertThat(read(written())).contains(FINDING);
    }

    private static <T> void assertReadAsWritten(FindingFormat<T> format, T value) {
        Finding<T> finding = new Finding<>(Optional.of(value), NOW, NOW.plusSeconds(60));

        assertThat(format.fromBytes(format.toBytes(finding))).contains(finding);
    }

    @Test
    void a_negative_finding_is_read_as_it_was_written() {
        Finding<String> none = new Finding<>(Optional.empty(), NOW, NOW.plusSeconds(10));

        assertThat(FindingFormat.ID.fromBytes(FindingFormat.ID.toBytes(none))).contains(none);
    }

    @Test
    void every_session_is_read_as_it_was_written() {
        for (ActiveOrganization active : List.of(
                new ActiveOrganization.None(),
                new ActiveOrganization.Proved("org-1"),
                new ActiveOrganization.NotMember("org-1"))) {
            assertReadAsWritten(FindingFormat.SESSION, new Session("ann", false, active, Secret.of("a.b.c"), NOW));
        }
        assertReadAsWritten(
                FindingFormat.SESSION,
                new Session("nobody", true, new ActiveOrganization.None(), Secret.of("a.b.c"), NOW));
    }

    @Test
    void every_api_key_is_read_as_it_was_written() {
        for (ClaimedOrganization claimed : List.of(
                new ClaimedOrganization.NoClaim(),
                new ClaimedOrganization.Named("org-1"),
                new ClaimedOrganization.InvalidClaim())) {
            assertReadAsWritten(
                    FindingFormat.API_KEY,
                    new VerifiedKey(Optional.of("key-1"), Optional.of("ann"), claimed, Optional.of(NOW)));
        }
        assertReadAsWritten(
                FindingFormat.API_KEY,
                new VerifiedKey(
                        Optional.empty(), Optional.empty(), new ClaimedOrganization.NoClaim(), Optional.empty()));
    }

    @Test
    void cookies_rows_and_memberships_are_read_as_they_were_written() {
        assertReadAsWritten(FindingFormat.COOKIE, Callers.cookie("better-auth.session_token=a.b"));
        assertReadAsWritten(FindingFormat.USER, Callers.row("uuid-1"));
        assertReadAsWritten(FindingFormat.USER, new UserRow("row-1", Optional.empty()));
        assertReadAsWritten(FindingFormat.IDS, List.of("org-1", "org-2"));
    }

    /** Instances of two versions share one table while one replaces the other. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "4", "0", "\"3\"x", "null"})
    void what_another_version_wrote_is_absent(String version) {
        String json = written();
        assertThat(json).contains("\"v\":3,");

        assertThat(read(json.replace("\"v\":3,", "\"v\":" + version + ","))).isEmpty();
    }

    @Test
    void members_of_a_newer_version_do_not_matter_to_this_one() {
        assertThat(read(written().replace("{\"v\":3,", "{\"v\":3,\"newer\":{\"a\":[1]},")))
                .contains(FINDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"v\":3}",
                "{\"v\":3,\"asOf\":1}",
                "{\"v\":3,\"asOf\":1,\"until\":\"x\"}",
                "{\"v\":3,\"asOf\":1,\"until\":2,\"value\":{}}"
            })
    void what_is_incomplete_is_absent(String json) {
        assertThat(read(json)).isEmpty();
    }

    @Test
    void a_finding_shows_whether_there_is_a_value_and_never_the_value() {
        assertThat(FINDING).hasToString("yes until 2026-03-02T10:01:00Z");
        assertThat(new Finding<String>(Optional.empty(), NOW, NOW)).hasToString("no until 2026-03-02T10:00:00Z");
    }
}
