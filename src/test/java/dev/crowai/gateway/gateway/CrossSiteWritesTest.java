package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Cross-site writes": no page of another site writes with a visitor's session cookie. */
class CrossSiteWritesTest {
    private static final String PRODUCTS = "/api/v1/products/x";
    private static final String ANN = "better-auth.session_token=ann.sig";

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private Response post(String... headers) {
        return gateway.send(Method.POST, PRODUCTS, Body.of("{}"), headers);
    }

    private void assertRefused(Response response) {
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body().utf8().orElse("")).contains("\"error\":\"Forbidden\"");
        assertThat(platform.forwarded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "",
                "http://app.crowai.dev",
                "https://app.crowai.dev.evil.example",
                "https://app.crowai.dev/",
                "HTTPS://APP.CROWAI.DEV",
                "https://app.crowai.dev, https://evil.example",
                "http://localhost:3000",
            })
    void from_an_origin_that_is_not_allowed_are_refused(String origin) {
        assertRefused(post("Cookie", ANN, "Origin", origin));
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"GET", "HEAD", "OPTIONS", "TRACE"},
            mode = EnumSource.Mode.EXCLUDE)
    void are_refused_with_every_unsafe_method(Method method) {
        assertRefused(gateway.send(method, PRODUCTS, Body.EMPTY, "Cookie", ANN, "Origin", "https://evil.example"));
    }

    @Test
    void with_the_mark_of_a_browser_and_without_an_origin_are_refused() {
        assertRefused(post("Cookie", ANN, "Sec-Fetch-Site", "cross-site"));
    }

    @Test
    void with_an_anonymous_session_are_refused_too() {
        assertRefused(gateway.post(
                "/api/v1/qna/sessions",
                "{}",
                "Cookie",
                "better-auth.session_token=anonymous.sig",
                "Origin",
                "https://evil.example"));
    }

    @Test
    void from_an_allowed_origin_go_through() {
        assertThat(post("Cookie", ANN, "Origin", "https://app.crowai.dev", "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "same-site", "none"})
    void are_told_from_others_by_the_browser(String site) {
        assertThat(post("Cookie", ANN, "Sec-Fetch-Site", site).status()).isEqualTo(200);
    }

    @Test
    void are_not_what_clients_without_either_field_make() {
        assertThat(post("Cookie", ANN).status()).isEqualTo(200);
    }

    @Test
    void do_not_concern_other_credentials() {
        assertThat(post("X-API-Key", "crow_ann", "Origin", "https://evil.example")
                        .status())
                .isEqualTo(200);
        assertThat(post("Authorization", "Bearer " + platform.jwt("ann"), "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(200);
        assertThat(post(
                                "Cookie",
                                "better-auth.session_token=none",
                                "X-API-Key",
                                "crow_ann",
                                "Origin",
                                "https://evil.example")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void do_not_concern_reads() {
        assertThat(gateway.get(PRODUCTS, "Cookie", ANN, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void are_left_to_the_auth_service_on_chains_without_identity() {
        gateway.post("/api/v1/auth/sign-out", "{}", "Cookie", ANN, "Origin", "https://evil.example");

        assertThat(platform.theForwarded().headers().all("Origin")).containsExactly("https://evil.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/auth/onboarding/start", "/api/v1/auth/team-invitations/send-invites"})
    void are_refused_on_the_auth_chains_with_identity(String target) {
        assertRefused(gateway.post(target, "{}", "Cookie", ANN, "Origin", "https://evil.example"));
    }
}
