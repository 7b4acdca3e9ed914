package dev.crowai.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.route.PathPattern.Claim;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC "Access rules": the patterns in which rules and chains are written. */
class PathPatternTest {
    private static Optional<List<Claim>> match(String pattern, String path) {
        List<String> segments = Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .toList();
        return PathPattern.of(pattern).match(segments);
    }

    @ParameterizedTest
    @CsvSource({
        "me, me, true",
        "me, ME, true",
        "me, me;v=1, true",
        "me, you, false",
        "me, me/x, false",
        "me, '', false",
        "'', '', true",
        "'', x, false",
        "a/b, a/b, true",
        "a/b, a, false",
        "{id}/complete, 7/complete, true",
        "{id}/complete, complete, false",
        "email/…, email, true",
        "email/…, email/x/y, true",
        "email/…, x/email, false",
        "…, '', true",
        "…, anything/at/all, true"
    })
    void a_path_matches_segment_by_segment(String pattern, String path, boolean matches) {
        assertThat(match(pattern, path).isPresent()).isEqualTo(matches);
    }

    @Test
    void an_own_id_is_claimed_as_it_is_spelled() {
        assertThat(match("by-auth-id/{own auth id}", "by-auth-id/Ann;v=1"))
                .contains(List.of(new Claim(CallerId.AUTH_ID, "Ann;v=1")));
        assertThat(match("{own row id}/x/{own organization}", "7/x/acme"))
                .contains(List.of(new Claim(CallerId.ROW_ID, "7"), new Claim(CallerId.ORGANIZATION, "acme")));
        assertThat(match("by-auth-id/{active auth id}", "by-auth-id/o"))
                .contains(List.of(new Claim(CallerId.ACTIVE_ORGANIZATION, "o")));
    }

    @Test
    void any_id_claims_nothing() {
        assertThat(match("{id}/finalize", "7/finalize")).contains(List.of());
    }

    @Test
    void a_pattern_is_shown_as_it_was_written() {
        assertThat(PathPattern.of("sessions/…")).hasToString("sessions/…");
        assertThat(CallerId.ORGANIZATION).hasToString("own organization");
    }

    @Test
    void an_organization_has_two_names() {
        assertThat(CallerId.values())
                .filteredOn(CallerId::isOfOrganization)
                .containsExactly(CallerId.ORGANIZATION, CallerId.ACTIVE_ORGANIZATION);
    }
}
