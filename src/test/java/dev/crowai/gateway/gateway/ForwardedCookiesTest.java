package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Forwarding": which cookies go to a service, and which come back. */
class ForwardedCookiesTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String PRODUCTS = "/api/v1/products/list";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private Headers sent() {
        return platform.theForwarded().headers();
    }

    @Test
    void keeps_session_cookies_from_every_service_but_auth() {
        String cookies = "a=1; better-auth.session_token=ann.sig;b=2 ; __Secure-better-auth.dont_remember=x;"
                + " BETTER-AUTH.session_data=y; better-authentic=z";
        gateway.get(PRODUCTS, "Cookie", cookies);
        assertThat(sent().all("Cookie")).containsExactly("a=1; b=2; better-authentic=z");

        platform.forgetCalls();
        gateway.post(PRODUCTS, "{}", "Cookie", ANN + "; a=b, better-auth.session_token=ann.sig; c=d");
        assertThat(sent().all("Cookie")).containsExactly("c=d");

        platform.forgetCalls();
        gateway.get("/api/v1/auth/get-session", "Cookie", cookies);
        assertThat(sent().all("Cookie")).containsExactly(cookies);

        platform.forgetCalls();
        gateway.get(PRODUCTS + "?2", "Cookie", ANN);
        assertThat(sent().has("Cookie")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "utm_source=better-auth.com",
                "ref=https://better-auth.com/?x=better-auth.session_token",
                "my-better-auth.session=1",
                "better-authentic.x=1",
                "__Host-better-auth.x=1",
                "a=1,better-auth.com",
                "better-auth.",
                "quoted=\"better-auth.x\"",
            })
    void keeps_a_cookie_whose_value_alone_looks_like_a_session(String cookie) {
        gateway.get(PRODUCTS, "Cookie", ANN + "; " + cookie);

        assertThat(sent().all("Cookie")).containsExactly(cookie);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "better-auth.session_token=x",
                "better-auth.=x",
                "better-auth.state =x",
                "\tbetter-auth.pk=x",
                "__Secure-better-auth.session_data=x",
                "__SECURE-BETTER-AUTH.session_data=x",
                "Better-Auth.Session_Token=x",
                "\"better-auth.session_token\"=x",
                "a=1, better-auth.session_token=x",
            })
    void drops_a_cookie_of_the_auth_service_in_every_spelling_of_its_name(String cookie) {
        gateway.get(PRODUCTS, "Cookie", ANN + ";" + cookie + "; theme=dark");

        assertThat(sent().all("Cookie")).containsExactly("theme=dark");
    }

    @Test
    void passes_each_cookie_of_the_auth_service_on_its_own() {
        platform.onForward(Response.json(200, "{}")
                .withHeaders(Headers.of("Set-Cookie", "a=1; Path=/", "Set-Cookie", "b=2; Expires=Mon, 01 Jan 2029")));

        Response response = gateway.post("/api/v1/auth/sign-in/email", "{}");

        assertThat(response.headers().all("Set-Cookie"))
                .containsExactly("a=1; Path=/", "b=2; Expires=Mon, 01 Jan 2029");
    }

    @Test
    void drops_a_session_cookie_that_another_credential_beat() {
        String cookies = "better-auth.session_token=garbage.sig; theme=dark";
        String ann = "Bearer " + platform.jwt("ann");
        gateway.post("/api/v1/auth/team-invitations/x", "{}", "Cookie", cookies, "Authorization", ann);
        assertThat(sent().all("X-User-Id")).containsExactly("ann");
        assertThat(sent().all("Cookie")).containsExactly("theme=dark");

        platform.forgetCalls();
        String token = "Bearer " + platform.jwt("bob");
        gateway.post("/api/v1/auth/onboarding/x", "{}", "Cookie", cookies, "Authorization", token);
        assertThat(sent().all("Cookie")).containsExactly("theme=dark");
    }
}
