package dev.crowai.gateway.route;

import static dev.crowai.gateway.route.OpenTo.ANYONE;
import static dev.crowai.gateway.route.OpenTo.KNOWN;
import static dev.crowai.gateway.route.OpenTo.MEMBER;
import static dev.crowai.gateway.route.OpenTo.NOBODY;
import static dev.crowai.gateway.route.OpenTo.SESSION;
import static dev.crowai.gateway.route.OpenTo.SESSION_OR_JWT;
import static dev.crowai.gateway.route.Particulars.Trait.CHECKS_MEMBERSHIP;
import static dev.crowai.gateway.route.Particulars.Trait.GETS_CRAWLER_SECRET;
import static dev.crowai.gateway.route.Particulars.Trait.SERVES_DEVICES;
import static dev.crowai.gateway.route.Particulars.Trait.TAKES_API_KEY;
import static dev.crowai.gateway.route.Particulars.Trait.TAKES_API_KEY_AS_BEARER;
import static dev.crowai.gateway.route.Particulars.Trait.TAKES_OPAQUE_BEARER;
import static dev.crowai.gateway.route.Row.row;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.route.AccessRule.BodyField;
import dev.crowai.gateway.route.Particulars.ChainOfPath;
import dev.crowai.gateway.route.Particulars.EvictingPaths;
import dev.crowai.gateway.route.Route.Chain;
import dev.crowai.gateway.route.Service.Caching;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The catalogue: every service behind the gateway, in the order of SPEC "Routing". Each row also holds everything that
 * is special about its service (SPEC "Pipelines", "Access rules"). No other class of the gateway names a segment. To
 * add a service, add a row; to add a rule, add a line. If several rules match a path, the first one decides.
 */
final class Catalogue {
    private static final Set<Method> ANY = Set.of(Method.values());
    private static final Set<Method> GET = Set.of(Method.GET);
    private static final Set<Method> READS = Set.of(Method.GET, Method.HEAD);
    private static final Set<Method> PATCH = Set.of(Method.PATCH);
    private static final Set<Method> POST = Set.of(Method.POST);
    private static final Set<Method> GET_OR_PATCH = Set.of(Method.GET, Method.PATCH);
    private static final Set<Method> GET_OR_POST = Set.of(Method.GET, Method.POST);
    private static final Set<Method> WRITES = Set.of(Method.POST, Method.PUT, Method.PATCH, Method.DELETE);

    private static final Caching NEVER = new Caching.Never();
    private static final Caching EXPLICIT_ONLY = new Caching.ExplicitOnly();
    private static final Caching FIVE_MINUTES = new Caching.Default(300);

    private static final BodyField OWN_USER = new BodyField("betterAuthUserId", CallerId.AUTH_ID, false);
    private static final BodyField OWN_AUTH_ID = new BodyField("authId", CallerId.AUTH_ID, false);
    private static final BodyField OWN_INVITER = new BodyField("inviterId", CallerId.AUTH_ID, false);
    private static final BodyField OWN_ORGANIZATION = new BodyField("organizationId", CallerId.ORGANIZATION, false);
    private static final BodyField ACTIVE_ORGANIZATION =
            new BodyField("betterAuthOrgId", CallerId.ACTIVE_ORGANIZATION, true);

    /**
     * Query parameters whose values name an organization. They are checked on every row whose service does not check
     * membership itself.
     */
    static final Set<String> ORGANIZATION_PARAMETERS = Set.of("organizationId", "orgId");

    /** The segment after this one names an organization. It is checked on the same rows. */
    static final String ORGANIZATION_SEGMENT = "organization";

    /** Exact paths that skip authentication on every service whose chain authenticates. */
    static final List<ChainOfPath> PUBLIC = List.of(
            new ChainOfPath(READS, "/health", Chain.PUBLIC, "monitoring has no credential"),
            new ChainOfPath(READS, "/ready", Chain.PUBLIC, "monitoring has no credential"));

    /** The requests to the auth service that change facts about their callers. */
    private static final List<EvictingPaths> IDENTITIES = List.of(
            evicts(EvictionScope.SESSION, WRITES, "sign-out", "organization/set-active"),
            evicts(EvictionScope.USER, WRITES, "revoke-session", "revoke-sessions", "revoke-other-sessions"),
            evicts(EvictionScope.USER, WRITES, "change-password", "set-password", "reset-password", "change-email"),
            evicts(EvictionScope.USER, WRITES, "update-user", "delete-user", "delete-anonymous-user"),
            evicts(EvictionScope.USER, WRITES, "organization/create", "organization/delete", "organization/leave"),
            evicts(EvictionScope.USER, WRITES, "organization/remove-member", "organization/accept-invitation"),
            evicts(EvictionScope.USER, WRITES, "onboarding/…", "team-invitations/…"),
            evicts(EvictionScope.USER, ANY, "delete-user/callback", "verify-email"),
            evicts(EvictionScope.API_KEY, WRITES, "api-key/update", "api-key/delete"));

    /**
     * The requests to the user service that change facts about their callers: before a sign-up, the user has no row.
     */
    private static final List<EvictingPaths> SIGN_UP =
            List.of(evicts(EvictionScope.USER, WRITES, "onboard", "user-builders/…"));

    static final String AUTH_SERVICE = "core-auth-service";
    static final String USER_SERVICE = "core-user-service";
    static final String ORGANIZATION_SERVICE = "core-organization-service";
    private static final String PRODUCT_SERVICE = "core-product-service";

    private static final String AUTH_HOST = "internal.auth-api.crowai.dev";
    private static final String PRODUCT_HOST = "internal.products.crowai.dev";

    static final List<Row> ROWS = List.of(
            row("auth", AUTH_SERVICE, AUTH_HOST, 8001, ANYONE, NEVER)
                    .with(CHECKS_MEMBERSHIP)
                    .chain(Chain.AUTH)
                    .chain(ANY, "/onboarding/", Chain.ONBOARDING, "it needs the caller from the gateway")
                    .chain(
                            ANY,
                            "/team-invitations/",
                            Chain.TEAM_INVITATIONS,
                            "it needs the caller and the organization from the gateway")
                    .chain(ANY, "/jwt/", Chain.OPEN, "services verify tokens through here")
                    .chain(ANY, "/api-key/verify", Chain.OPEN, "services verify keys through here")
                    .rule(ANY, "api-key/system-token/…", NOBODY, "it hands out a token of the platform")
                    .rule(ANY, "jwt/system/…", NOBODY, "it hands out a token of the platform")
                    .rule(ANY, "onboarding/callbacks/…", NOBODY, "services report here")
                    .rule(GET, "onboarding/user/{own auth id}", SESSION_OR_JWT, "a user's own onboarding")
                    .rule(ANY, "onboarding/user/…", NOBODY, "it shows the onboarding of the user in the path")
                    .rule(
                            PATCH,
                            "onboarding/{id}/step/organization",
                            SESSION,
                            List.of(ACTIVE_ORGANIZATION, OWN_USER),
                            "it makes the user in the body an administrator of the organization in the body")
                    .rule(ANY, "onboarding/{id}/step/organization/…", NOBODY, "nothing below the step is for clients")
                    .rule(
                            POST,
                            "onboarding/{id}/create-checkout",
                            SESSION_OR_JWT,
                            List.of(OWN_ORGANIZATION, OWN_USER),
                            "it opens a checkout for the organization in the body")
                    .rule(ANY, "onboarding/{id}/create-checkout/…", NOBODY, "nothing below the checkout is for clients")
                    .rule(ANY, "onboarding/…", SESSION_OR_JWT, List.of(OWN_USER), "it acts for the user in the body")
                    .rule(
                            ANY,
                            "team-invitations/…",
                            SESSION_OR_JWT,
                            List.of(OWN_INVITER),
                            "it acts for the user in the body")
                    .evictions(IDENTITIES)
                    .secretBelow("team-invitations", "reset-password"),
            row("better-auth", AUTH_SERVICE, AUTH_HOST, 8001, ANYONE, NEVER)
                    .with(CHECKS_MEMBERSHIP)
                    .chain(Chain.AUTH)
                    .rule(ANY, "api-key/system-token/…", NOBODY, "it hands out a token of the platform")
                    .rule(ANY, "jwt/system/…", NOBODY, "it hands out a token of the platform")
                    .rule(ANY, "onboarding/…", NOBODY, "the gateway identifies no caller on this path")
                    .rule(ANY, "team-invitations/…", NOBODY, "the gateway identifies no caller on this path")
                    .evictions(IDENTITIES),
            row("users", USER_SERVICE, "internal.users.crowai.dev", 8002, KNOWN, FIVE_MINUTES)
                    .rule(GET, "by-auth-id/{own auth id}", KNOWN, "a caller's own row")
                    .rule(GET_OR_PATCH, "me", SESSION_OR_JWT, "a caller's own row, by the token")
                    .rule(POST, "onboard", SESSION_OR_JWT, List.of(OWN_USER, OWN_AUTH_ID), "sign-up")
                    .rule(POST, "user-builders", SESSION_OR_JWT, List.of(OWN_USER, OWN_AUTH_ID), "sign-up")
                    .rule(
                            POST,
                            "user-builders/{id}/finalize",
                            SESSION_OR_JWT,
                            List.of(OWN_USER, OWN_AUTH_ID),
                            "sign-up")
                    .rule(GET, "search-email", MEMBER, "members invite by address")
                    .rule(POST, "check-emails", MEMBER, "members invite by address")
                    .rule(GET, "by-organization/{own organization}", MEMBER, "the colleagues")
                    .rule(GET, "{own row id}", KNOWN, "a caller's own row")
                    .rule(GET, "{own row id}/permissions", KNOWN, "a caller's own row")
                    .rule(PATCH, "{own row id}/profile", KNOWN, "a caller's own row")
                    .rule(GET_OR_PATCH, "{own row id}/preferences", KNOWN, "a caller's own row")
                    .rule(GET_OR_POST, "{own row id}/profile-picture", KNOWN, "a caller's own row")
                    .rule(ANY, "…", NOBODY, "the service lets the internal key read and write every user")
                    .evictions(SIGN_UP),
            row("products", PRODUCT_SERVICE, PRODUCT_HOST, 8003, MEMBER, FIVE_MINUTES)
                    .with(GETS_CRAWLER_SECRET)
                    .chain(READS, "/images/*", Chain.PUBLIC, "shops show them to everyone")
                    .keyBelow("images"),
            row("crawler-jobs", PRODUCT_SERVICE, PRODUCT_HOST, 8003, MEMBER, EXPLICIT_ONLY)
                    .with(GETS_CRAWLER_SECRET)
                    .rule(ANY, "{id}/complete/…", NOBODY, "the gateway would add the crawler's secret")
                    .rule(ANY, "{id}/crawl-callback/…", NOBODY, "the gateway would add the crawler's secret"),
            row("organizations", ORGANIZATION_SERVICE, "internal.orgs.crowai.dev", 8004, KNOWN, FIVE_MINUTES)
                    .rule(
                            GET,
                            "by-auth-id/{active auth id}",
                            SESSION_OR_JWT,
                            "the organization that the user has just made active")
                    .rule(GET_OR_PATCH, "{own organization}", MEMBER, "the caller's own organization")
                    .rule(GET_OR_POST, "{own organization}/members", MEMBER, "the caller's own organization")
                    .rule(GET, "{own organization}/context", MEMBER, "the caller's own organization")
                    .rule(POST, "{own organization}/context/trigger", MEMBER, "the caller's own organization")
                    .rule(ANY, "…", NOBODY, "the service lets the internal key read and write every organization"),
            row("analytics", "core-analytics-service", "internal.analytics.crowai.dev", 8005, MEMBER, FIVE_MINUTES),
            row(
                            "notifications",
                            "core-notification-service",
                            "internal.notifications.crowai.dev",
                            8006,
                            MEMBER,
                            EXPLICIT_ONLY)
                    .rule(ANY, "email/…", NOBODY, "it sends any e-mail to any address"),
            row("patterns", "core-pattern-service", "internal.patterns.crowai.dev", 8007, MEMBER, FIVE_MINUTES),
            row(
                            "interactions",
                            "core-interaction-service",
                            "internal.interactions.crowai.dev",
                            8008,
                            MEMBER,
                            FIVE_MINUTES)
                    .with(TAKES_API_KEY),
            row("chat", "bff-chat-service", "internal.chat.crowai.dev", 8009, MEMBER, EXPLICIT_ONLY)
                    .with(TAKES_API_KEY),
            row("qna", "bff-qna-service", "internal.qna.crowai.dev", 8010, ANYONE, FIVE_MINUTES)
                    .rule(ANY, "index/…", NOBODY, "it changes the responses to all visitors")
                    .rule(ANY, "search/…", MEMBER, "it searches the data of an organization"),
            row("mcp", "mcp-service", "mcp.crowai.dev", 8011, MEMBER, EXPLICIT_ONLY)
                    .inProdAt("internal.mcp.crowai.dev")
                    .with(TAKES_API_KEY),
            row("billing", "core-billing-service", "internal.billing.crowai.dev", 8012, MEMBER, FIVE_MINUTES)
                    .chain(POST, "/webhook", Chain.PUBLIC, "Stripe signs the body")
                    .rule(ANY, "subscriptions/{own organization}/…", MEMBER, "the path names the organization")
                    .rule(ANY, "usage/{own organization}/…", MEMBER, "the path names the organization")
                    .rule(ANY, "invoices/{own organization}/…", MEMBER, "the path names the organization")
                    .rule(ANY, "payment-methods/{own organization}/…", MEMBER, "the path names the organization"),
            row("cctv", "cctv-ingest-service", "cctv.crowai.dev", 8015, ANYONE, EXPLICIT_ONLY)
                    .with(TAKES_API_KEY, TAKES_OPAQUE_BEARER, SERVES_DEVICES),
            row("ingest", "web-ingest-service", "internal.ingest-worker.crowai.dev", 8013, MEMBER, NEVER)
                    .with(TAKES_API_KEY, TAKES_API_KEY_AS_BEARER, SERVES_DEVICES)
                    .rule(
                            GET,
                            "sessions/organization/{own organization}",
                            MEMBER,
                            "the visitors of the caller's own organization")
                    .rule(ANY, "sessions/…", NOBODY, "it shows and changes the visitors of every organization"));

    private Catalogue() {}

    private static EvictingPaths evicts(EvictionScope eviction, Set<Method> methods, String... paths) {
        return new EvictingPaths(
                eviction, methods, Stream.of(paths).map(PathPattern::of).toList());
    }
}
