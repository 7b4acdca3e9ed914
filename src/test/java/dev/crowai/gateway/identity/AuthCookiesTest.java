package dev.crowai.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AuthCookiesTest {
    private static Credential.SessionCookie cookie(String value) {
        return new Credential.SessionCookie(Secret.of(value));
    }

    @Test
    void keeps_the_auth_services_cookies_in_their_order_and_no_others() {
        AuthCookies cookies = AuthCookies.of(cookie("a=1;better-auth.dont_remember=x ; b=2; "
                + "__Secure-better-auth.session_token=t1.s1; better-auth.session_token=t2.s2; xbetter-auth.y=1"));

        assertThat(cookies.credential())
                .isEqualTo("better-auth.dont_remember=x; __Secure-better-auth.session_token=t1.s1; "
                        + "better-auth.session_token=t2.s2");
        assertThat(cookies.tokens()).containsExactly("t1", "t2");
    }

    @Test
    void reads_a_token_encoded_or_not_and_signed_or_not() {
        assertThat(AuthCookies.of(cookie("better-auth.session_token=to%2Fken.sig%3D"))
                        .tokens())
                .containsExactly("to/ken");
        assertThat(AuthCookies.of(cookie("better-auth.session_token=token")).tokens())
                .containsExactly("token");
    }

    @Test
    void an_empty_token_is_none() {
        assertThat(AuthCookies.of(cookie("better-auth.session_token=; better-auth.session_token=.x"))
                        .tokens())
                .isEmpty();
    }

    @Test
    void shows_no_cookie() {
        assertThat(AuthCookies.of(cookie("better-auth.session_token=token.signature")))
                .hasToString("1 sessions");
    }

    @Test
    void lookups_with_up_to_four_sessions_are_remembered() {
        assertThat(sessions(1).areRemembered()).isTrue();
        assertThat(sessions(AuthCookies.MOST_SESSIONS).areRemembered()).isTrue();
        assertThat(sessions(AuthCookies.MOST_SESSIONS + 1).areRemembered()).isFalse();
    }

    @Test
    void lookups_are_counted_under_the_first_session() {
        // Recorded contract c050: the first of two session cookies counts.
        assertThat(AuthCookies.of(cookie("better-auth.session_token=t1.s1; better-auth.session_token=t2.s2"))
                        .pseudoAddress())
                .isEqualTo(PseudoAddress.of("t1"));
    }

    @Test
    void lookups_without_a_token_are_counted_under_all_cookies() {
        assertThat(AuthCookies.of(cookie("better-auth.session_token=.s1; a=b")).pseudoAddress())
                .isEqualTo(PseudoAddress.of("better-auth.session_token=.s1"));
    }

    private static AuthCookies sessions(int count) {
        String cookies = IntStream.range(0, count)
                .mapToObj(i -> "better-auth.session_token=t" + i + ".s")
                .collect(Collectors.joining("; "));
        return AuthCookies.of(new Credential.SessionCookie(Secret.of(cookies)));
    }
}
