package dev.crowai.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.HostilePath;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.testing.Exchanges;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one signed-in member reaches, told once more from SPEC "Access rules" as a list of patterns that shares nothing
 * with the rules: whatever is allowed must be on it, in every spelling.
 */
class AccessRulesFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Router ROUTER = new Router(Exchanges.SERVICES);
    private static final List<Method> METHODS = List.of(Method.values());
    private static final List<String> SEGMENTS =
            Services.segments().stream().sorted().toList();
    private static final Identity ANN =
            new Identity.SessionUser("ann", new ActiveOrganization.Proved("ba-acme"), Secret.of("a.b.c"));
    private static final Optional<Organization> ACME = Optional.of(new Organization("acme", Optional.of("ba-acme")));
    private static final String OWN = "(acme|ba-acme)";

    /** Per segment, all that Ann may reach; where a segment is missing, everything that the last pattern allows. */
    private static final Map<String, String> REACH = Map.of(
            "users",
            "by-auth-id/ann|row-ann(/permissions|/profile|/preferences|/profile-picture)?|me|onboard"
                    + "|user-builders(/[^/]+/finalize)?|search-email|check-emails|by-organization/" + OWN,
            "organizations",
            "by-auth-id/ba-acme|" + OWN + "(/members|/context|/context/trigger)?",
            "ingest",
            "(?!sessions(/|$)).*|sessions/organization/" + OWN,
            "crawler-jobs",
            "(?![^/]+/(complete|crawl-callback)(/|$)).*",
            "notifications",
            "(?!email(/|$)).*",
            "qna",
            "(?!index(/|$)).*",
            "billing",
            "(?!(subscriptions|usage|invoices|payment-methods)/(?!" + OWN + "(/|$))).*",
            "better-auth",
            "(?!(api-key/system-token|jwt/system|onboarding|team-invitations)(/|$)).*",
            "auth",
            "(?!(api-key/system-token|jwt/system|onboarding/callbacks)(/|$)|onboarding/user/(?!ann$)).*");

    /** The first two bytes pick segment and method; then a line each: rest of the path, query, body. */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "by-auth-id/",
        "row-ann",
        "me",
        "onboard",
        "user-builders/",
        "/finalize",
        "by-organization/",
        "acme",
        "ba-acme",
        "beta",
        "organization/",
        "organizationId=",
        "orgId=",
        "orgId[]=",
        "onboarding/",
        "/step/organization",
        "create-checkout",
        "team-invitations",
        "callbacks",
        "%61",
        "%2561",
        "%2F",
        ";x",
        "//",
        "email",
        "index",
        "sessions",
        "{\"betterAuthUserId\":\"ann\"}",
        "\"betterAuthUserId\":\"bob\"",
        "\"authId\":",
        "\"inviterId\":\"bob\"",
        "\"betterAuthOrgId\":\"ba-acme\"",
        "\"organizationId\":\"beta\"",
        "\\u0062"
    })
    void nothing_but_what_the_specification_opens_is_allowed(byte[] data) {
        if (data.length < 2) {
            return;
        }
        String segment = SEGMENTS.get((data[0] & 0xFF) % SEGMENTS.size());
        Method method = METHODS.get((data[1] & 0xFF) % METHODS.size());
        String[] lines = new String(data, 2, data.length - 2, StandardCharsets.UTF_8).split("\n", 3);
        Optional<String> path = Percent.repairPath("/api/v1/" + segment + "/" + lines[0]);
        if (path.isEmpty() || HostilePath.reason(path.get()).isPresent() || lines[0].indexOf('?') >= 0) {
            return;
        }
        Request request = Exchanges.request(
                method,
                path.get() + "?" + (lines.length > 1 ? lines[1] : ""),
                Headers.EMPTY,
                lines.length > 2 ? Body.of(lines[2]) : Body.EMPTY);
        if (!(ROUTER.route(request) instanceof Route.ToService route) || route.chain() == Route.Chain.PUBLIC) {
            return;
        }
        Facts facts =
                Facts.of(ANN).with(ANN, ACME).withRowId(Optional.of("row-ann")).withBody(RuleBody.of(request));

        if (AccessRules.decide(route, request, facts) instanceof AccessDecision.Allowed) {
            assertReach(segment, route.rest());
            if (!segment.equals("auth") && !segment.equals("better-auth")) {
                assertOwnQuery(request.query());
            }
            assertOwnBody(segment, method, route.rest(), request.body());
        }
    }

    private static void assertReach(String segment, String rest) {
        String text = rest;
        for (int level = 0; level <= 3; level++) {
            String plain = plain(text);
            assertThat(plain).as(rest).matches("(?s)" + REACH.getOrDefault(segment, ".*"));
            if (!segment.equals("auth") && !segment.equals("better-auth")) {
                assertThat(plain).as(rest).doesNotContainPattern("(^|/)organization/(?!" + OWN + "(/|$))");
            }
            text = Percent.decode(text);
        }
    }

    /** As a forgiving server reads a path. */
    private static String plain(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(part -> part.replaceFirst("(?s);.*", "").strip().toLowerCase(Locale.ROOT))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
    }

    private static void assertOwnQuery(String query) {
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String name = Percent.decode(parts[0]);
            if (name.equals("organizationId") || name.equals("orgId")) {
                assertThat(parts.length > 1 ? Percent.decode(parts[1]) : "").matches(OWN);
            }
        }
    }

    /** As services read a body: the last member of a name counts. */
    private static void assertOwnBody(String segment, Method method, String rest, Body body) {
        String path = segment + "/" + plain(Percent.decode(rest));
        boolean signUp = method == Method.POST && path.matches("users/(onboard|user-builders(/[^/]+/finalize)?)");
        boolean onboarding = path.matches("auth/onboarding/.*") && !path.startsWith("auth/onboarding/user/");
        boolean invitation = path.matches("auth/team-invitations/.*");
        if (!signUp && !onboarding && !invitation) {
            return;
        }
        JsonNode object = json(body);
        if (signUp || onboarding) {
            assertThat(object.path("betterAuthUserId").asText("ann")).isEqualTo("ann");
        }
        if (signUp) {
            assertThat(object.path("authId").asText("ann")).isEqualTo("ann");
        }
        if (invitation) {
            assertThat(object.path("inviterId").asText("ann")).isEqualTo("ann");
        }
        if (path.matches("auth/onboarding/[^/]+/step/organization")) {
            assertThat(method).isEqualTo(Method.PATCH);
            assertThat(object.path("betterAuthOrgId").asText("")).isEqualTo("ba-acme");
        }
        if (path.matches("auth/onboarding/[^/]+/create-checkout")) {
            assertThat(method).isEqualTo(Method.POST);
            assertThat(object.path("organizationId").asText("acme")).matches(OWN);
        }
    }

    private static JsonNode json(Body body) {
        try {
            return JSON.readTree(body.isEmpty() ? "{}" : body.utf8().orElse("{}"));
        } catch (JsonProcessingException noJson) {
            return JSON.createObjectNode();
        }
    }
}
