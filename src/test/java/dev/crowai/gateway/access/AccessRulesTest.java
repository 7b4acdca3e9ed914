package dev.crowai.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crowai.gateway.access.AccessDecision.Allowed;
import dev.crowai.gateway.access.AccessDecision.BadRequest;
import dev.crowai.gateway.access.AccessDecision.Forbidden;
import dev.crowai.gateway.access.AccessDecision.Needs;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.testing.Exchanges;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a decision is made, rule by rule; which rules there are, {@code AccessTest} tells through the entry. */
class AccessRulesTest {
    private static final Secret JWT = Secret.of("a.b.c");
    private static final Organization ACME = new Organization("acme", Optional.of("ba-acme"));
    private static final Identity ANN = new Identity.SessionUser("ann", new ActiveOrganization.Proved("ba-acme"), JWT);
    private static final Identity REMOVED =
            new Identity.SessionUser("ann", new ActiveOrganization.NotMember("ba-acme"), JWT);
    private static final Identity JWT_USER =
            new Identity.JwtUser("ann", Optional.of("acme"), Optional.of("ba-acme"), JWT);
    private static final Identity KEY =
            new Identity.ApiKeyCaller(Secret.of("crow_ann"), Optional.of("ann"), new ClaimedOrganization.NoClaim());
    private static final Identity NOBODY = new Identity.Anonymous(Optional.of("anonymous"), Optional.of(JWT));

    private static Facts all(Identity caller) {
        return Facts.of(caller)
                .with(caller, Set.of(REMOVED, NOBODY).contains(caller) ? Optional.empty() : Optional.of(ACME))
                .withRowId(Optional.of("row-ann"));
    }

    private static AccessDecision decide(Method method, String target, String body, Facts facts) {
        Request request = Exchanges.request(method, "/api/v1/" + target, Headers.EMPTY, Body.of(body));
        Route.ToService route = (Route.ToService) new Router(Exchanges.SERVICES).route(request);
        return AccessRules.decide(route, request, facts);
    }

    private static AccessDecision get(String target, Identity caller) {
        return decide(Method.GET, target, "", all(caller));
    }

    static Stream<Arguments> decisions() {
        return Stream.of(
                arguments("users/by-auth-id/ann", ANN, new Allowed()),
                arguments("users/by-auth-id/bob", ANN, new Forbidden("users/by-auth-id/{own auth id}", false)),
                arguments("users/by-auth-id/ann", NOBODY, new Forbidden("users/by-auth-id/{own auth id}", false)),
                arguments("users/me", KEY, new Forbidden("users/me", false)),
                arguments("users/me", JWT_USER, new Allowed()),
                arguments("users/row-ann", ANN, new Allowed()),
                arguments("users/row-bob", ANN, new Forbidden("users/{own row id}", false)),
                arguments("organizations/acme", ANN, new Allowed()),
                arguments("organizations/ba-acme", ANN, new Allowed()),
                arguments("organizations/beta", ANN, new Forbidden("organizations/{own organization}", true)),
                arguments("organizations/acme", REMOVED, new Forbidden("organizations/{own organization}", true)),
                arguments("organizations/by-auth-id/ba-acme", ANN, new Allowed()),
                arguments("organizations/by-auth-id/ba-acme", JWT_USER, new Allowed()),
                arguments(
                        "organizations/by-auth-id/ba-acme",
                        REMOVED,
                        new Forbidden("organizations/by-auth-id/{active auth id}", true)),
                arguments(
                        "organizations/by-auth-id/ba-acme",
                        KEY,
                        new Forbidden("organizations/by-auth-id/{active auth id}", false)),
                arguments("notifications/email/x", ANN, new Forbidden("notifications/email/…", false)),
                arguments("products/x", ANN, new Allowed()),
                arguments("products/x", REMOVED, new Forbidden("products", true)),
                arguments("products/x?orgId=acme", ANN, new Allowed()),
                arguments("products/x?orgId=acme&orgId=beta", ANN, new Forbidden("organization in the query", true)),
                arguments("products/organization/ba-acme/x", ANN, new Allowed()),
                arguments("products/organization/beta", ANN, new Forbidden("organization/{own organization}", true)),
                arguments("auth/x?orgId=beta", ANN, new Allowed()),
                arguments("products/%25252561", ANN, new Forbidden("path that cannot be decoded", false)));
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void the_first_rule_that_matches_decides(String target, Identity caller, AccessDecision decision) {
        assertThat(get(target, caller)).isEqualTo(decision);
    }

    @Test
    void head_counts_as_get_and_another_method_does_not() {
        assertThat(decide(Method.HEAD, "users/me", "", all(ANN))).isEqualTo(new Allowed());
        assertThat(decide(Method.DELETE, "users/me", "", all(ANN))).isInstanceOf(Forbidden.class);
    }

    @Test
    void every_reading_of_the_path_must_be_allowed() {
        assertThat(get("users/me%2Fx", ANN)).isInstanceOf(Forbidden.class);
        assertThat(get("users/%6De", ANN)).isInstanceOf(Forbidden.class);
    }

    @Test
    void what_is_not_known_yet_is_asked_for() {
        assertThat(decide(Method.GET, "products/x", "", Facts.of(ANN))).isEqualTo(new Needs(Facts.Fact.ORGANIZATION));
        assertThat(decide(Method.GET, "users/row-ann", "", Facts.of(ANN))).isEqualTo(new Needs(Facts.Fact.ROW_ID));
        assertThat(decide(Method.GET, "users/by-auth-id/ann", "", Facts.of(ANN)))
                .isEqualTo(new Allowed());
        assertThat(decide(Method.POST, "users/onboard", "{}", Facts.of(ANN))).isEqualTo(new Needs(Facts.Fact.BODY));
    }

    private static AccessDecision post(String target, String body) {
        Request request = Exchanges.request(Method.POST, "/api/v1/" + target, Headers.EMPTY, Body.of(body));
        return decide(Method.POST, target, body, all(ANN).withBody(RuleBody.of(request)));
    }

    @Test
    void a_body_may_name_the_caller_alone() {
        assertThat(post("users/onboard", "{}")).isEqualTo(new Allowed());
        assertThat(post("users/onboard", "{\"authId\":\"ann\",\"betterAuthUserId\":\"ann\"}"))
                .isEqualTo(new Allowed());
        assertThat(post("users/onboard", "{\"authId\":\"ann\",\"betterAuthUserId\":\"bob\"}"))
                .isEqualTo(new Forbidden("users/onboard betterAuthUserId", false));
        assertThat(post("users/onboard", "{\"authId\":null}")).isEqualTo(new Forbidden("users/onboard authId", false));
        assertThat(post("users/onboard", "[]")).isInstanceOf(BadRequest.class);
    }
}
