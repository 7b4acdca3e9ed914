package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What once let anyone take over an organization, each as it was done, and that none of it reaches a service. */
class TakeoverTest {
    private static final String ACME = Platform.ACME;
    private static final String BOB = "better-auth.session_token=bob.sig";
    private static final String NEWCOMER = "better-auth.session_token=new.sig";

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private void assertStopped(int status, Response response) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(platform.forwarded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/users", "/api/v1/users/create", "/api/v1/users/", "/api/v3/Users/../users"})
    void nobody_makes_itself_an_administrator_by_writing_a_row_of_the_user_service(String path) {
        String body = "{\"betterAuthUserId\":\"bob\",\"organizationId\":\"" + ACME + "\",\"role\":\"admin\"}";
        int refused = path.contains("..") ? 400 : 403;

        assertStopped(refused, gateway.post(path, body, "Cookie", BOB));
        assertStopped(refused, gateway.post(path, body, "Cookie", NEWCOMER));
        assertStopped(refused == 400 ? 400 : 401, gateway.post(path, body));
    }

    @Test
    void the_service_key_is_on_no_request_that_goes_through() {
        for (String path : new String[] {"users/me", "organizations/" + ACME, "products", "users/by-auth-id/ann"}) {
            gateway.get("/api/v1/" + path, "Cookie", "better-auth.session_token=ann.sig");
        }
        gateway.get("/api/v1/products", "Cookie", BOB);
        gateway.post("/api/v1/users", "{}", "X-Internal-Key", Platform.INTERNAL_KEY);

        assertThat(platform.forwarded())
                .hasSizeGreaterThan(4)
                .noneMatch(call -> call.headers().has("X-Service-API-Key"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST  | auth/onboarding/start                  | {"betterAuthUserId":"x' OR '1'='1"}
            POST  | auth/team-invitations/send-invites     | {"inviterId":"ann"}
            GET   | auth/onboarding/user/ann               | ''
            PATCH | auth/onboarding/7/step/organization    | {"betterAuthUserId":"bob","betterAuthOrgId":"ba-acme"}
            """)
    void no_anonymous_token_stands_in_for_a_caller(Method method, String path, String body) {
        assertStopped(401, gateway.send(method, "/api/v1/" + path, Body.of(body)));
        assertThat(platform.lookups("/api/v1/auth/sign-in/anonymous")).isEmpty();

        assertStopped(403, gateway.send(method, "/api/v1/" + path, Body.of(body), "Cookie", BOB));
        assertStopped(403, gateway.send(method, "/api/v1/" + path, Body.of(body), "X-API-Key", "crow_ann"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET   | organizations
            GET   | organizations/ACME
            GET   | organizations/ACME/context
            POST  | organizations/ACME/context/trigger
            POST  | organizations
            POST  | organizations/onboard
            POST  | users/create
            GET   | users/row-ann
            GET   | users/row-ann/permissions
            PATCH | users/row-ann/profile
            PATCH | users/row-ann/preferences
            POST  | users/row-ann/profile-picture
            GET   | ingest/sessions/organization/ACME
            GET   | ingest/sessions/7/events
            GET   | products/search?organizationId=ACME
            POST  | notifications/email
            """)
    void a_foreign_session_and_nobody_reach_nothing_of_an_organization(Method method, String path) {
        String target = "/api/v1/" + path.replace("ACME", ACME);

        assertStopped(403, gateway.send(method, target, Body.EMPTY, "Cookie", BOB));
        assertStopped(403, gateway.send(method, target, Body.EMPTY, "Cookie", NEWCOMER));
        assertStopped(401, gateway.send(method, target, Body.EMPTY));
    }

    @Test
    void a_caller_without_an_organization_checks_no_addresses_and_names_none_in_a_body() {
        String body = "{\"organizationId\":\"" + ACME + "\"}";

        assertStopped(403, gateway.post("/api/v1/users/check-emails", "{\"emails\":[]}", "Cookie", NEWCOMER));
        assertStopped(403, gateway.post("/api/v1/chat/sessions", body, "Cookie", NEWCOMER));
        assertStopped(403, gateway.post("/api/v1/chat/sessions", body, "X-API-Key", "crow_new"));
    }

    @Test
    void nobody_changes_or_searches_what_visitors_are_told() {
        assertStopped(403, gateway.post("/api/v1/qna/index", "{}"));
        assertStopped(403, gateway.get("/api/v1/qna/search?organizationId=" + ACME));
        assertStopped(403, gateway.get("/api/v1/qna/search?organizationId=" + ACME, "Cookie", BOB));
    }
}
