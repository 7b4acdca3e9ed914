package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.DecodedPath;
import dev.crowai.gateway.route.PathPattern;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SPEC "Access rules", line by line, through the public entry: what reaches a service and what does not. Ann is a
 * member of {@link Platform#ACME} (auth id {@code ba-acme}), Bob of {@link Platform#BETA}.
 */
class AccessTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String BOB = "better-auth.session_token=bob.sig";
    private static final String NEWCOMER = "better-auth.session_token=new.sig";
    private static final String ACME = Platform.ACME;

    /** Method, path after {@code /api/v1/}, body or {@code -}; then the status for Ann, for Bob, and for nobody. */
    private static final String LINES = """
            GET    users/by-auth-id/ann                        -                                              200 403 401
            POST   users/by-auth-id/ann                        -                                              403 403 401
            GET    users/row-ann                               -                                              200 403 401
            DELETE users/row-ann                               -                                              403 403 401
            GET    users/row-ann/permissions                   -                                              200 403 401
            PUT    users/row-ann/permissions                   -                                              403 403 401
            PATCH  users/row-ann/profile                       {"role":"x"}                                   200 403 401
            GET    users/row-ann/profile                       -                                              403 403 401
            GET    users/row-ann/preferences                   -                                              200 403 401
            PATCH  users/row-ann/preferences                   {}                                             200 403 401
            GET    users/row-ann/profile-picture               -                                              200 403 401
            POST   users/row-ann/profile-picture               -                                              200 403 401
            GET    users/row-ann/other                         -                                              403 403 401
            GET    users/me                                    -                                              200 200 401
            PATCH  users/me                                    {}                                             200 200 401
            DELETE users/me                                    -                                              403 403 401
            POST   users/onboard                               {"betterAuthUserId":"ann"}                     200 403 401
            POST   users/onboard                               {"authId":"ann"}                               200 403 401
            POST   users/onboard                               -                                              200 200 401
            POST   users/user-builders                         {"betterAuthUserId":"ann","authId":"ann"}      200 403 401
            POST   users/user-builders/7/finalize              {"betterAuthUserId":"ann"}                     200 403 401
            GET    users/user-builders/7                       -                                              403 403 401
            GET    users/search-email                          -                                              200 200 401
            POST   users/check-emails                          {"emails":[]}                                  200 200 401
            GET    users/by-organization/ACME                  -                                              200 403 401
            GET    users/by-organization/ba-acme               -                                              200 403 401
            GET    users                                       -                                              403 403 401
            POST   users                                       {"organizationId":"ACME","role":"admin"}       403 403 401
            POST   users/create                                {"organizationId":"ACME"}                      403 403 401
            GET    users/search                                -                                              403 403 401
            GET    organizations/by-auth-id/ba-acme            -                                              200 403 401
            PATCH  organizations/by-auth-id/ba-acme            -                                              403 403 401
            GET    organizations/ACME                          -                                              200 403 401
            GET    organizations/ba-acme                       -                                              200 403 401
            PATCH  organizations/ACME                          {}                                             200 403 401
            DELETE organizations/ACME                          -                                              403 403 401
            GET    organizations/ACME/members                  -                                              200 403 401
            POST   organizations/ACME/members                  {}                                             200 403 401
            GET    organizations/ACME/context                  -                                              200 403 401
            POST   organizations/ACME/context                  {}                                             403 403 401
            POST   organizations/ACME/context/trigger          -                                              200 403 401
            GET    organizations                               -                                              403 403 401
            POST   organizations                               {}                                             403 403 401
            POST   organizations/onboard                       {}                                             403 403 401
            POST   crawler-jobs                                {}                                             200 200 401
            GET    crawler-jobs/7                              -                                              200 200 401
            POST   crawler-jobs/7/complete                     {}                                             403 403 401
            POST   crawler-jobs/7/crawl-callback               {}                                             403 403 401
            GET    ingest/sessions/organization/ACME           -                                              200 403 401
            POST   ingest/sessions/organization/ACME           -                                              403 403 401
            GET    ingest/sessions/7/events                    -                                              403 403 401
            POST   ingest/events                               {}                                             200 200 401
            POST   notifications/email                         {}                                             403 403 401
            POST   notifications/email/batch                   {}                                             403 403 401
            GET    notifications                               -                                              200 200 401
            POST   qna/index                                   {}                                             403 403 403
            GET    qna/search                                  -                                              200 200 403
            POST   qna/search                                  {}                                             200 200 403
            POST   qna/sessions                                {}                                             200 200 200
            POST   auth/api-key/system-token                   {}                                             403 403 403
            POST   auth/onboarding/callbacks                   {}                                             403 403 401
            POST   auth/onboarding/callbacks/users             {}                                             403 403 401
            POST   auth/jwt/system/generate                    {}                                             403 403 403
            POST   auth/jwt/verify                             {}                                             200 200 200
            POST   better-auth/api-key/system-token            {}                                             403 403 403
            POST   better-auth/jwt/system/generate             {}                                             403 403 403
            POST   better-auth/onboarding/callbacks/users      {}                                             403 403 403
            POST   better-auth/onboarding/start                {}                                             403 403 403
            POST   better-auth/team-invitations/send-invites   {}                                             403 403 403
            GET    better-auth/get-session                     -                                              200 200 200
            GET    auth/onboarding/user/ann                    -                                              200 403 401
            POST   auth/onboarding/user/ann                    -                                              403 403 401
            PATCH  auth/onboarding/7/step/organization         {"betterAuthOrgId":"ba-acme"}                  200 403 401
            PATCH  auth/onboarding/7/step/organization         {"betterAuthOrgId":"ba-acme","betterAuthUserId":"ann"} 200 403 401
            PATCH  auth/onboarding/7/step/organization         {"betterAuthOrgId":"ba-acme","betterAuthUserId":"bob"} 403 403 401
            PATCH  auth/onboarding/7/step/organization         {}                                             403 403 401
            POST   auth/onboarding/7/step/organization         {"betterAuthOrgId":"ba-acme"}                  403 403 401
            POST   auth/onboarding/7/create-checkout           {"organizationId":"ACME"}                      200 403 401
            POST   auth/onboarding/7/create-checkout           {}                                             200 200 401
            PUT    auth/onboarding/7/create-checkout           {"organizationId":"ACME"}                      403 403 401
            POST   auth/onboarding/start                       {"betterAuthUserId":"ann"}                     200 403 401
            POST   auth/onboarding/start                       {}                                             200 200 401
            GET    auth/onboarding/7                           -                                              200 200 401
            PATCH  auth/onboarding/7/step/profile              {"betterAuthUserId":"ann"}                     200 403 401
            POST   auth/team-invitations/send-invites          {"inviterId":"ann"}                            200 403 401
            GET    auth/team-invitations/validate/7            -                                              200 200 401
            GET    auth/onboarding                             -                                              403 403 403
            GET    auth/organization/list?organizationId=ACME  -                                              200 200 200
            GET    auth/x/organization/ACME                    -                                              200 200 200
            GET    products?organizationId=ACME                -                                              200 403 401
            GET    products/search?q=1&orgId=ba-acme           -                                              200 403 401
            GET    qna/sessions?organizationId=ACME            -                                              200 403 403
            GET    cctv/frames?orgId=ACME                      -                                              200 403 403
            GET    patterns/organization/ACME/x                -                                              200 403 401
            GET    chat/sessions/organization/ACME             -                                              200 403 401
            GET    cctv/organization/ACME                      -                                              200 403 403
            GET    billing/subscriptions/ACME                  -                                              200 403 401
            POST   billing/subscriptions/ACME/cancel           -                                              200 403 401
            GET    billing/usage/ACME                          -                                              200 403 401
            GET    billing/invoices/ACME/7                     -                                              200 403 401
            GET    billing/payment-methods/ACME                -                                              200 403 401
            GET    billing/plans                               -                                              200 200 401
            GET    products                                    -                                              200 200 401
            PUT    cctv/frames                                 {}                                             200 200 200
            """;

    record Line(Method method, String target, String body, int ann, int bob, int nobody) {

        static Line of(String text) {
            String[] words = text.replace("ACME", ACME).split("\\s+", -1);
            return new Line(
                    Method.valueOf(words[0]),
                    words[1],
                    words[2].equals("-") ? "" : words[2],
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Integer.parseInt(words[5]));
        }

        @Override
        public String toString() {
            return method + " " + target + " " + body;
        }
    }

    static Stream<Line> lines() {
        return LINES.lines().map(Line::of);
    }

    private final TestGateway gateway = new TestGateway();

    private Response send(Line line, String... headers) {
        gateway.platform().forgetCalls();
        return gateway.send(line.method(), "/api/v1/" + line.target(), Body.of(line.body()), headers);
    }

    /** That a request had this status, and reached a service if and only if it is a success. */
    private void assertOutcome(String who, Line line, int expected, String... headers) {
        Response response = send(line, headers);

        assertThat(response.status()).as(who).isEqualTo(expected);
        assertThat(gateway.platform().forwarded()).as(who).hasSize(expected == 200 ? 1 : 0);
        gateway.platform()
                .forwarded()
                .forEach(call -> assertThat(call.body().utf8()).contains(line.body()));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void a_line_of_the_specification_holds_for_every_kind_of_caller(Line line) {
        assertOutcome("the owner", line, line.ann(), "Cookie", ANN);
        assertOutcome("a stranger", line, line.bob(), "Cookie", BOB);
        assertOutcome("nobody", line, line.nobody());
        assertOutcome("a service", line, 200, "X-Internal-Key", Platform.INTERNAL_KEY);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void head_counts_as_get(Line line) {
        if (line.method() == Method.GET) {
            Line head = new Line(Method.HEAD, line.target(), line.body(), line.ann(), line.bob(), line.nobody());
            assertOutcome("the owner", head, line.ann(), "Cookie", ANN);
            assertOutcome("a stranger", head, line.bob(), "Cookie", BOB);
        }
    }

    @Test
    void the_lines_leave_no_rule_of_the_catalogue_out() {
        List<String> untried = new ArrayList<>();
        for (Service service : Exchanges.SERVICES.all()) {
            service.rules().stream()
                    .filter(rule -> lines().noneMatch(line -> line.target().startsWith(service.segment() + "/")
                            && rule.isAbout(line.method())
                            && matches(rule.path().toString(), line.target(), service)))
                    .forEach(rule -> untried.add(service.segment() + "/" + rule.path()));
        }

        assertThat(untried).isEmpty();
    }

    private static boolean matches(String pattern, String target, Service service) {
        String rest = target.substring(service.segment().length()).replaceFirst("\\?.*", "");
        return DecodedPath.of(rest).orElseThrow().readings().stream()
                .anyMatch(reading -> PathPattern.of(pattern).match(reading).isPresent());
    }

    @ParameterizedTest
    @MethodSource("lines")
    void a_member_of_no_organization_reaches_nothing_of_one(Line line) {
        Response response = send(line, "Cookie", NEWCOMER);

        if (response.status() == 200) {
            assertThat(line.target()).doesNotContain(ACME + "/").matches("(auth|better-auth|users|qna|cctv)/.*");
            assertThat(line.body()).doesNotContain(ACME);
        }
    }

    /** A key's organization is found by its UUID, so that the auth id is not known to be the same. */
    @ParameterizedTest
    @MethodSource("lines")
    void a_key_may_what_its_owner_may_but_for_what_is_open_to_sessions(Line line) {
        boolean sessionsAlone = line.target()
                .matches("users/(me|onboard|user-builders.*)|organizations/by-auth-id/.*|"
                        + "auth/(onboarding|team-invitations)/.*");
        boolean byAuthId = line.target().contains("ba-acme");
        int expected = sessionsAlone || byAuthId ? 403 : line.ann();

        assertOutcome("Ann's key", line, expected, "X-API-Key", "crow_ann");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void a_jwt_may_what_a_session_may_but_for_the_step_that_needs_one(Line line) {
        String jwt = gateway.platform()
                .jwt(
                        "ann",
                        claims ->
                                claims.withClaim("organizationId", ACME).withClaim("activeOrganizationId", "ba-acme"));
        int expected = line.target().endsWith("/step/organization") ? 403 : line.ann();

        assertOutcome("Ann's JWT", line, expected, "Authorization", "Bearer " + jwt);
    }

    @Test
    void a_refusal_names_the_rule_in_the_log_and_not_to_the_client() {
        Response refused = gateway.get("/api/v1/users/row-ann/permissions", "Cookie", BOB);

        assertThat(refused.body().utf8()).hasValue("""
                {"error":"Forbidden","message":"You do not have access to this","requestId":"request-1"}""");
        assertThat(gateway.log())
                .singleElement()
                .asString()
                .contains("\"refusal\":\"access\"", "\"rule\":\"users/{own row id}/permissions\"");
    }

    @Test
    void an_own_row_is_looked_up_only_where_a_rule_asks_for_it() {
        for (String path : List.of("users/me", "users/by-auth-id/ann", "users/search-email", "products", "qna/x")) {
            gateway.get("/api/v1/" + path, "Cookie", ANN);
        }
        assertThat(gateway.platform().lookups("/api/v1/users/by-auth-id/ann")).isEmpty();

        gateway.get("/api/v1/users/row-ann", "Cookie", ANN);
        gateway.get("/api/v1/users/row-ann/preferences", "Cookie", ANN);
        assertThat(gateway.platform().lookups("/api/v1/users/by-auth-id/ann")).hasSize(1);
    }

    @Test
    void onboarding_looks_up_an_organization_only_where_the_body_names_one() {
        gateway.post("/api/v1/auth/onboarding/7/create-checkout", "{}", "Cookie", ANN);
        assertThat(gateway.platform().lookups("/api/v1/organizations/by-auth-id/ba-acme"))
                .isEmpty();

        String named = "{\"organizationId\":\"" + ACME + "\"}";
        gateway.post("/api/v1/auth/onboarding/7/create-checkout", named, "Cookie", ANN);
        assertThat(gateway.platform().lookups("/api/v1/organizations/by-auth-id/ba-acme"))
                .hasSize(1);
    }

    @Test
    void a_stored_response_is_no_way_around_a_rule() {
        gateway.platform().onForward(Response.json(200, "{}").with("Cache-Control", "public, max-age=60"));
        String patterns = "/api/v1/patterns/organization/" + ACME;
        assertThat(gateway.get(patterns, "Cookie", ANN).header("X-Cache")).hasValue("MISS");
        assertThat(gateway.get(patterns, "Cookie", ANN).header("X-Cache")).hasValue("HIT");

        assertThat(gateway.get(patterns, "Cookie", BOB).status()).isEqualTo(403);
        assertThat(gateway.get(patterns + "?orgId=" + Platform.BETA, "Cookie", ANN)
                        .status())
                .isEqualTo(403);
    }
}
