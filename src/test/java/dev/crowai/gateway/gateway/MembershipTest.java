package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Identity", tier 2, and "Organization": a session's organization counts for its members alone. */
class MembershipTest {
    private static final String ME = "/api/v1/users/me";
    private static final String LIST = "/api/v1/auth/organization/list";
    private static final String COOKIE = "better-auth.session_token=";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private Response get(String session) {
        return gateway.get(ME, "Cookie", COOKIE + session);
    }

    private Optional<String> organization() {
        return platform.theForwarded().headers().first("X-Organization-Id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone.sig", "idle.sig"})
    void a_removed_member_keeps_nothing_of_the_organization(String session) {
        assertThat(get(session).status()).isEqualTo(200);

        assertThat(platform.theForwarded().headers().all("X-User-Id")).containsExactly("gone");
        assertThat(organization()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/organizations/by-auth-id/ba-acme", ME + "?organizationId=ba-acme"})
    void a_removed_member_cannot_name_the_organization_that_is_still_active(String target) {
        assertThat(gateway.get(target, "Cookie", COOKIE + "ann.sig").status()).isEqualTo(200);
        platform.forgetCalls();

        assertThat(gateway.get(target, "Cookie", COOKIE + "gone.sig").status()).isEqualTo(403);
        assertThat(platform.forwarded()).isEmpty();
    }

    @Test
    void a_removed_members_row_is_not_looked_at_while_the_organization_is_active() {
        get("gone.sig");

        assertThat(platform.lookups("/api/v1/users/by-auth-id/gone")).isEmpty();
        assertThat(platform.lookups(LIST)).isEmpty();
    }

    @Test
    void a_member_who_is_removed_loses_the_organization_within_a_minute() {
        get("ann.sig");
        assertThat(organization()).contains(Platform.ACME);
        platform.setMemberships("ann");
        platform.forgetCalls();

        gateway.advance(Duration.ofSeconds(60));
        get("ann.sig");

        assertThat(organization()).isEmpty();
    }

    @Test
    void a_member_who_is_removed_through_the_gateway_loses_the_organization_at_once() {
        get("ann.sig");
        platform.setMemberships("ann");
        platform.onForward(call -> {
            Response removed = Response.json(200, "{\"member\":{\"id\":\"m1\",\"userId\":\"ann\"}}");
            return call.headers().first("Accept-Encoding").orElse("").contains("br")
                    ? removed.withBody(Body.of("brotli")).with("Content-Encoding", "br")
                    : removed;
        });
        gateway.post(
                "/api/v1/auth/organization/remove-member",
                "{\"memberIdOrEmail\":\"m1\"}",
                "Cookie",
                COOKIE + "bob.sig",
                "Accept-Encoding",
                "gzip, deflate, br, zstd");
        platform.forgetCalls();

        get("ann.sig");

        assertThat(organization()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404})
    void a_refusal_of_the_active_member_is_no_member(int status) {
        platform.on(Platform.ACTIVE_MEMBER, _ -> Response.json(status, "null"));

        assertThat(get("ann.sig").status()).isEqualTo(200);
        assertThat(organization()).isEmpty();
    }

    @Test
    void a_200_with_null_for_the_active_member_is_no_member() {
        platform.setNoMember(Response.json(200, "null"));

        assertThat(get("gone.sig").status()).isEqualTo(200);
        assertThat(platform.theForwarded().headers().all("X-User-Id")).containsExactly("gone");
        assertThat(organization()).isEmpty();
        assertThat(platform.lookups("/api/v1/users/by-auth-id/gone")).isEmpty();
    }

    @Test
    void a_200_with_null_is_no_failure_of_a_session_without_an_active_organization() {
        platform.setNoMember(Response.json(200, "null"));

        assertThat(get("bob.sig").status()).isEqualTo(200);
        assertThat(organization()).contains(Platform.BETA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"organizationId\":\"ba-beta\",\"id\":\"m1\"}",
                "200 | {\"organizationId\":\"\",\"id\":\"m1\"}",
                "200 | {\"organizationId\":null,\"id\":\"m1\"}",
                "200 | {\"organizationId\":\"ba-acme\",\"id\":\"m 1\"}",
                "200 | {}",
                "200 | <html>",
                "200 | null null",
                "200 | \"\"",
                "200 | []",
                "302 | {}",
                "418 | {}",
            })
    void a_membership_that_cannot_be_read_is_a_502_and_not_remembered(int status, String body) {
        platform.on(Platform.ACTIVE_MEMBER, _ -> Response.json(status, body));
        assertThat(get("ann.sig").status()).isEqualTo(502);
        assertThat(platform.forwarded()).isEmpty();

        platform.on(Platform.ACTIVE_MEMBER, _ -> Response.json(200, "{\"organizationId\":\"ba-acme\",\"id\":\"m1\"}"));
        get("ann.sig");

        assertThat(organization()).contains(Platform.ACME);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 429, 500})
    void without_an_active_organization_the_membership_decides_nothing(int status) {
        platform.on(Platform.ACTIVE_MEMBER, _ -> Response.json(status, "{\"organizationId\":\"ba-acme\"}"));

        assertThat(get("bob.sig").status()).isEqualTo(200);
        assertThat(organization()).contains(Platform.BETA);
    }

    @Test
    void the_membership_is_asked_for_with_the_cookies_as_they_came_in_one_header() {
        String cookies = "a=1;better-auth.session_token=ann.sig;  b=\"2\"";
        gateway.get(ME, "Cookie", cookies);

        Call lookup = platform.lookups(Platform.ACTIVE_MEMBER).getFirst();
        assertThat(lookup.method()).isEqualTo(Method.GET);
        assertThat(lookup.headers().all("Cookie")).containsExactly(cookies);
        assertThat(lookup.headers().all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
        assertThat(lookup.headers().has("X-Service-API-Key")).isFalse();
    }

    @Test
    void a_row_counts_when_the_auth_service_lists_its_organization() {
        get("bob.sig");

        assertThat(organization()).contains(Platform.BETA);
        assertThat(platform.lookups(LIST).getFirst().headers().all("Cookie")).containsExactly(COOKIE + "bob.sig");
    }

    @Test
    void a_row_that_holds_an_auth_id_counts_as_its_organization() {
        platform.setRow("bob", "ba-beta");
        get("bob.sig");

        assertThat(organization()).contains(Platform.BETA);
    }

    @Test
    void a_row_that_holds_an_auth_id_which_is_not_listed_counts_for_nothing() {
        platform.setRow("bob", "ba-acme");
        get("bob.sig");

        assertThat(organization()).isEmpty();
    }

    @Test
    void the_first_ten_listed_organizations_are_tried() {
        String[] many = new String[11];
        for (int i = 0; i < 10; i++) {
            many[i] = "ba-other-" + i;
        }
        many[10] = "ba-beta";
        platform.setMemberships("bob", many);
        get("bob.sig");
        assertThat(organization()).isEmpty();
        assertThat(platform.lookups("/api/v1/organizations/by-auth-id/ba-beta")).isEmpty();

        many[9] = "ba-beta";
        platform.setMemberships("bob", many);
        platform.forgetCalls();
        gateway.advance(Duration.ofSeconds(60));
        get("bob.sig");

        assertThat(organization()).contains(Platform.BETA);
    }

    @Test
    void a_list_is_remembered_with_its_session() {
        get("bob.sig");
        get("bob.sig");

        assertThat(platform.lookups(LIST)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"403 | []", "200 | {}", "200 | [1]", "200 | [{}]", "200 | [{\"id\":\"a b\"}]", "200 | null"})
    void a_list_that_cannot_be_read_refuses_the_request(int status, String body) {
        platform.on(LIST, _ -> Response.json(status, body));

        assertThat(get("bob.sig").status()).isEqualTo(502);
        assertThat(platform.forwarded()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"401 | null", "200 | []", "200 | [{\"id\":\"\"}]", "200 | [{\"id\":\"ba-acme\"}]"})
    void a_list_without_the_rows_organization_leaves_none(int status, String body) {
        platform.on(LIST, _ -> Response.json(status, body));

        assertThat(get("bob.sig").status()).isEqualTo(200);
        assertThat(organization()).isEmpty();
    }

    @Test
    void a_choice_of_another_organization_through_the_gateway_counts_at_once() {
        get("ann.sig");
        platform.setMemberships("ann", "ba-acme", "ba-beta");
        platform.setActive("ann.sig", "\"ba-beta\"");
        gateway.post("/api/v1/auth/organization/set-active", "{}", "Cookie", COOKIE + "ann.sig");
        platform.forgetCalls();

        get("ann.sig");

        assertThat(organization()).contains(Platform.BETA);
    }

    @Test
    void a_row_that_sign_up_has_made_through_the_gateway_counts_at_once() {
        String builder = "/api/v1/users/user-builders";
        String finalize = builder + "/b1/finalize";
        platform.on("/api/v1/users/by-auth-id/newcomer", _ -> Response.json(404, "{}"));
        assertThat(gateway.post(builder, "{}", "Cookie", COOKIE + "new.sig").status())
                .isEqualTo(200);
        assertThat(gateway.post(finalize, "{}", "Cookie", COOKIE + "new.sig").status())
                .isEqualTo(200);
        platform.on(
                "/api/v1/users/by-auth-id/newcomer",
                _ -> Response.json(200, "{\"id\":\"row-newcomer\",\"organizationId\":null}"));
        gateway.advance(Duration.ofMillis(1));

        assertThat(gateway.get("/api/v1/users/row-newcomer", "Cookie", COOKIE + "new.sig")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_session_that_begins_through_the_gateway_is_not_taken_for_the_one_that_was_none() {
        assertThat(get("fresh.sig").status()).isEqualTo(401);
        platform.on(
                "/api/v1/auth/get-session",
                _ -> Response.json(
                                200,
                                "{\"user\":{\"id\":\"ann\"},\"session\":{\"activeOrganizationId\":null,\"expiresAt\":\"2027-01-01T00:00:00Z\"}}")
                        .with("set-auth-jwt", platform.jwt("ann")));
        platform.onForward(Response.json(200, "{}").with("Set-Cookie", COOKIE + "fresh.sig; Path=/; HttpOnly"));
        gateway.post("/api/v1/auth/sign-in/email", "{}");
        platform.forgetCalls();

        assertThat(get("fresh.sig").status()).isEqualTo(200);
        assertThat(platform.theForwarded().headers().all("X-User-Id")).isEqualTo(List.of("ann"));
    }
}
