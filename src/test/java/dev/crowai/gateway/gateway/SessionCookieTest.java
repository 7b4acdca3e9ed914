package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.Outcomes.assertReached;
import static dev.crowai.gateway.gateway.Outcomes.assertRefused;
import static dev.crowai.gateway.gateway.Outcomes.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Identity", tier 2: what a session cookie stands for at a service. */
class SessionCookieTest {
    private static final String PRODUCTS = "/api/v1/products/list";
    private static final String QNA = "/api/v1/qna/questions";
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String GET_SESSION = "/api/v1/auth/get-session";
    private static final String VERIFY = "/api/v1/auth/api-key/verify";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "better-auth.session_token=ann.sig",
                "theme=dark; better-auth.session_token=ann.sig; z=9",
            })
    void stands_for_its_user_organization_and_jwt(String cookies) {
        assertReached(platform, gateway.get(PRODUCTS, "Cookie", cookies), "ann", Platform.ACME);
        assertThat(subject(platform.theForwarded())).isEqualTo("ann");
    }

    @Test
    void is_asked_about_with_the_cookies_as_they_came_and_without_a_refresh() {
        String cookies = "a=1;better-auth.session_token=ann.sig;  b=\"2\"";
        gateway.get(PRODUCTS, "Cookie", cookies, "Authorization", "Bearer garbage");

        Call lookup = platform.lookups(GET_SESSION).getFirst();
        assertThat(lookup.uri())
                .hasToString("https://dev.internal.auth-api.crowai.dev" + GET_SESSION + "?disableRefresh=true");
        assertThat(lookup.headers().all("Cookie")).containsExactly(cookies);
        assertThat(lookup.headers().has("Authorization")).isFalse();
        assertThat(lookup.headers().all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
        assertThat(lookup.headers().has("X-Service-API-Key")).isFalse();
    }

    @Test
    void over_https_has_another_name() {
        assertReached(
                platform,
                gateway.get(PRODUCTS, "Cookie", "__Secure-better-auth.session_token=ann.sig"),
                "ann",
                Platform.ACME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "expired.sig", "ann", "ann.sig2"})
    void that_is_none_is_nobody(String value) {
        Response response = gateway.get(PRODUCTS, "Cookie", "better-auth.session_token=" + value);

        assertRefused(platform, response, 401, "Authentication required");
        assertThat(response.header("WWW-Authenticate")).isPresent();
    }

    @Test
    void that_has_expired_lends_nobody_the_jwt_that_comes_with_it() {
        gateway.get(QNA, "Cookie", "better-auth.session_token=expired.sig");

        assertThat(subject(platform.theForwarded())).isEqualTo("anonymous-1");
    }

    @Test
    void that_is_none_leaves_the_decision_to_the_next_credential() {
        assertReached(
                platform,
                gateway.get(PRODUCTS, "Cookie", "better-auth.session_token=old", "X-API-Key", "crow_ann"),
                "ann",
                Platform.ACME);
    }

    @Test
    void decides_before_any_other_credential() {
        assertReached(
                platform,
                gateway.get(
                        PRODUCTS,
                        "Cookie",
                        ANN,
                        "X-API-Key",
                        "crow_forged",
                        "Authorization",
                        "Bearer " + platform.jwt("bob")),
                "ann",
                Platform.ACME);
        Headers headers = platform.theForwarded().headers();
        assertThat(headers.has("X-API-Key")).isFalse();
        assertThat(subject(platform.theForwarded())).isEqualTo("ann");
        assertThat(platform.lookups(VERIFY)).isEmpty();
    }

    @Test
    void gets_its_jwt_from_the_token_endpoint_where_the_session_brings_none() {
        platform.on(
                GET_SESSION,
                _ -> Response.json(
                        200, "{\"session\":{\"activeOrganizationId\":\"ba-acme\"},\"user\":{\"id\":\"ann\"}}"));

        assertReached(platform, gateway.get(PRODUCTS, "Cookie", ANN), "ann", Platform.ACME);
        assertThat(subject(platform.theForwarded())).isEqualTo("ann");
    }

    @Test
    void that_ends_between_session_and_token_is_nobody() {
        platform.on(GET_SESSION, _ -> Response.json(200, "{\"session\":{},\"user\":{\"id\":\"ann\"}}"));
        platform.on("/api/v1/auth/token", _ -> Response.of(401));

        assertRefused(platform, gateway.get(PRODUCTS, "Cookie", ANN), 401, "Authentication required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"user\":{}}",
                "{\"user\":{\"id\":7},\"session\":{}}",
                "{\"user\":{\"id\":\"a\\nb\"},\"session\":{}}",
                "{\"user\":{\"id\":\"ann\"},\"session\":{\"activeOrganizationId\":{}}}",
                "null null",
            })
    void that_is_answered_with_nonsense_is_a_bad_gateway(String body) {
        platform.on(GET_SESSION, _ -> Response.json(200, body).with("set-auth-jwt", platform.jwt("ann")));

        assertRefused(
                platform, gateway.get(PRODUCTS, "Cookie", ANN), 502, "core-auth-service gave an unusable response");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404})
    void that_is_answered_with_another_status_is_a_bad_gateway(int status) {
        platform.on(GET_SESSION, _ -> Response.json(status, "null"));

        assertRefused(
                platform, gateway.get(PRODUCTS, "Cookie", ANN), 502, "core-auth-service gave an unusable response");
    }
}
