package dev.crowai.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.testing.Exchanges;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EvictionScopeTest {
    private static EvictionScope of(String segment, Method method, String rest) {
        return Exchanges.SERVICES.bySegment(segment).orElseThrow().evictionBy(method, rest);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /sign-out, SESSION",
        "POST, /organization/set-active, SESSION",
        "POST, /revoke-session, USER",
        "POST, /revoke-sessions, USER",
        "POST, /revoke-other-sessions, USER",
        "POST, /change-password, USER",
        "POST, /change-email, USER",
        "POST, /update-user, USER",
        "POST, /delete-user, USER",
        "POST, /reset-password, USER",
        "POST, /organization/create, USER",
        "POST, /organization/leave, USER",
        "POST, /onboarding/steps/2, USER",
        "PATCH, /team-invitations/7, USER",
        "GET, /delete-user/callback, USER",
        "GET, /verify-email, USER",
        "POST, /api-key/update, API_KEY",
        "POST, /api-key/delete, API_KEY",
        "POST, /api-key/create, NOTHING",
        "POST, /api-key/verify, NOTHING",
        "POST, /sign-in/email, NOTHING",
        "POST, /sign-out/more, NOTHING",
        "POST, '', NOTHING",
        "POST, /, NOTHING",
        "GET, /sign-out, NOTHING",
        "OPTIONS, /sign-out, NOTHING",
        "GET, /onboarding/status, NOTHING",
        "GET, /get-session, NOTHING"
    })
    void a_request_evicts_what_it_changes(Method method, String rest, EvictionScope expected) {
        assertThat(of("auth", method, rest)).isEqualTo(expected);
        assertThat(of("better-auth", method, rest)).isEqualTo(expected);
        assertThat(of("users", method, rest)).isEqualTo(EvictionScope.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({"/SIGN-OUT", "//sign-out", "/sign-out/", "/sign-out//", "/sign%2dout", "/sign-out%2F"})
    void letter_case_empty_segments_and_encoding_make_no_difference(String rest) {
        assertThat(of("auth", Method.POST, rest)).isEqualTo(EvictionScope.SESSION);
    }

    @Test
    void a_turkish_machine_reads_paths_as_any_other() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.of("tr", "TR"));
        try {
            assertThat(of("auth", Method.POST, "/SIGN-OUT")).isEqualTo(EvictionScope.SESSION);
        } finally {
            Locale.setDefault(before);
        }
    }
}
