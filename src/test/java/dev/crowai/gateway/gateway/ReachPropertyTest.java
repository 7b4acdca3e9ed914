package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.route.OpenTo;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Over random requests of every kind of caller but internal ones: how far they reach (SPEC "Access rules"). */
class ReachPropertyTest {
    private static final Map<String, List<String>> CALLERS = Map.of(
            "nobody", List.of(),
            "a made-up session", List.of("Cookie", "better-auth.session_token=no"),
            "an expired session", List.of("Cookie", "better-auth.session_token=expired.sig"),
            "Ann", List.of("Cookie", "better-auth.session_token=ann.sig"),
            "Bob", List.of("Cookie", "better-auth.session_token=bob.sig"),
            "a newcomer", List.of("Cookie", "better-auth.session_token=new.sig"),
            "Ann's key", List.of("X-API-Key", "crow_ann"),
            "an unknown key", List.of("X-API-Key", "crow_unknown"),
            "a camera", List.of("Authorization", "Bearer camera-7"),
            "a forged internal key", List.of("X-Internal-Key", "wrong", "X-Service-API-Key", Platform.SERVICE_KEY));

    private static final Set<String> KNOWN = Set.of("Ann", "Bob", "a newcomer", "Ann's key");

    /** What paths are made of: what rules, chains and overrides look at, in several spellings. */
    private static final List<String> PARTS = List.of(
            "by-auth-id",
            "ann",
            "row-ann",
            "bob",
            "me",
            "onboarding",
            "Onboarding",
            "user",
            "callbacks",
            "7",
            "step",
            "organization",
            "organization%2F",
            Platform.ACME,
            Platform.BETA,
            "create-checkout",
            "team-invitations",
            "api-key",
            "verify",
            "system-token",
            "jwt",
            "system",
            "images",
            "health",
            "ready",
            "webhook",
            "index",
            "search",
            "email",
            "sessions",
            "complete",
            "subscriptions",
            "profile",
            "",
            ";x",
            "%20",
            "%3Bx",
            "%61nn",
            "x%2Fy",
            "%25");

    /** Paths that no client reaches, as a service would match them. */
    private static final Pattern CLOSED = Pattern.compile(
            "/api/v1/(auth/(api-key/system-token|jwt/system|onboarding/callbacks)"
                    + "|better-auth/(api-key/system-token|jwt/system|onboarding|team-invitations)"
                    + "|crawler-jobs/[^/]+/complete|ingest/sessions/(?!organization/)[^/]+|notifications/email|qna/index"
                    + "|users/(?!by-auth-id/|me/?$|row-ann/?|health$|ready$)[^/]+"
                    + "|organizations/(?!by-auth-id/|health$|ready$|"
                    + Platform.ACME
                    + "/?|" + Platform.BETA + "/?)[^/]+"
                    + ")(/.*)?",
            Pattern.CASE_INSENSITIVE);

    /** The step that makes an administrator. */
    private static final Pattern STEP =
            Pattern.compile("/api/v1/auth/onboarding/[^/]+/step/organization(/.*)?", Pattern.CASE_INSENSITIVE);

    private static final List<String> QUERIES = List.of(
            "", "?q=1", "?organizationId=" + Platform.ACME, "?orgId=" + Platform.BETA, "?%6FrgId=" + Platform.BETA);

    private static final List<String> BODIES = List.of(
            "", "{}", "{\"betterAuthUserId\":\"bob\"}", "{\"betterAuthOrgId\":\"ba-acme\"}", "{\"inviterId\":\"ann\"}");

    @Provide
    Arbitrary<String> targets() {
        Arbitrary<String> segments = Arbitraries.of(Services.segments());
        Arbitrary<String> paths = Arbitraries.of(PARTS).list().ofMaxSize(5).map(parts -> String.join("/", parts));
        return Combinators.combine(segments, paths, Arbitraries.of(QUERIES))
                .as((segment, path, query) -> "/api/v1/" + segment + (path.isEmpty() ? "" : "/" + path) + query);
    }

    @Provide
    Arbitrary<String> callers() {
        return Arbitraries.of(CALLERS.keySet());
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.of(BODIES);
    }

    @Property(tries = 500)
    void nobody_reaches_further_than_the_catalogue_says(
            @ForAll("callers") String caller,
            @ForAll Method method,
            @ForAll("targets") String target,
            @ForAll("bodies") String body) {
        TestGateway gateway = new TestGateway();
        List<String> headers = new ArrayList<>(CALLERS.getOrDefault(caller, List.of()));

        gateway.send(method, target, Body.of(body), headers.toArray(String[]::new));

        List<Call> reached = gateway.platform().forwarded();
        assertThat(reached).hasSizeLessThan(2).noneMatch(call -> call.headers().has("X-Service-API-Key"));
        boolean ownStep = method == Method.PATCH && body.contains("ba-acme") && caller.equals("Ann");
        assertThat(reached)
                .allSatisfy(call -> assertThat(readings(call.uri().getRawPath()))
                        .noneMatch(path -> CLOSED.matcher(path).matches())
                        .noneMatch(path -> !ownStep && STEP.matcher(path).matches()));
        if (!KNOWN.contains(caller)) {
            assertThat(reached).allMatch(_ -> isOpenToAnyone(method, target));
        }
        assertThat(reached)
                .allMatch(call -> call.headers()
                        .first("X-Organization-Id")
                        .map(id -> id.equals(caller.equals("Bob") ? Platform.BETA : Platform.ACME))
                        .orElse(true));
        if (!isFree(target, method) && !caller.equals("Bob")) {
            assertThat(reached)
                    .noneMatch(call -> String.valueOf(call.uri().getRawQuery()).contains("rgId=" + Platform.BETA));
        }
    }

    /** A row that is open to anyone, or a public override. */
    private static boolean isOpenToAnyone(Method method, String target) {
        String path = path(target);
        Service service = service(target);
        boolean monitoring = method.isRead() && path.matches("/api/v1/[^/]+/(health|ready)");
        boolean image = method.isRead() && path.matches("/api/v1/products/images/.+");
        boolean webhook = method == Method.POST && path.equals("/api/v1/billing/webhook");
        return service.openTo() == OpenTo.ANYONE || monitoring || image || webhook;
    }

    /** Where an organization in the query is not the gateway's matter. */
    private static boolean isFree(String target, Method method) {
        return service(target).isAuth()
                || (service(target).openTo() != OpenTo.ANYONE && isOpenToAnyone(method, target))
                || (method.isRead() && path(target).matches("/api/v1/[^/]+/(health|ready)"));
    }

    /** A path as services may read it: as it came or decoded, with empty segments left out. */
    private static List<String> readings(String path) {
        List<String> readings = new ArrayList<>();
        String text = path;
        for (int level = 0; level <= 3; level++) {
            readings.add(text.replaceAll("/+", "/"));
            text = Percent.decode(text);
        }
        return readings;
    }

    private static String path(String target) {
        return target.replaceFirst("\\?.*", "");
    }

    private static Service service(String target) {
        Optional<String> segment =
                Arrays.stream(path(target).split("/", -1)).skip(3).findFirst();
        return Exchanges.SERVICES.bySegment(segment.orElseThrow()).orElseThrow();
    }
}
