package dev.crowai.gateway.demo;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The auth service: the fields of every response, the checks of every request, and the endpoints. */
final class AuthService implements Function<DemoRequest, Response> {
    static final String BASE = "/api/v1/auth/";
    private static final String JSON_TYPE = "application/json";

    /** The paths of the service's auth library. For other paths the library returns 404 without a body. */
    private static final Set<String> LIBRARY_PATHS = Set.of("get-session", "token", "jwks", "sign-out");

    private static final List<String> LIBRARY_FOLDERS =
            List.of("sign-in/", "sign-up/", "organization/", "get-session/");

    private final DemoConfig config;
    private final SessionEndpoints sessions;
    private final OrganizationEndpoints organizations;
    private final ApiKeyEndpoints keys;
    private final InvitationEndpoints invitations;
    private final DemoTokens tokens;
    private final EchoService echo;

    private AuthService(
            DemoConfig config,
            SessionEndpoints sessions,
            OrganizationEndpoints organizations,
            ApiKeyEndpoints keys,
            InvitationEndpoints invitations,
            DemoTokens tokens) {
        this.config = config;
        this.sessions = sessions;
        this.organizations = organizations;
        this.keys = keys;
        this.invitations = invitations;
        this.tokens = tokens;
        this.echo = new EchoService("core-auth-service");
    }

    /** The auth service with all its endpoints. */
    static AuthService of(
            DemoConfig config,
            DemoAccounts accounts,
            DemoDirectory directory,
            DemoCookies cookies,
            DemoKeys keys,
            DemoTokens tokens,
            DemoIds ids) {
        SessionEndpoints sessions = new SessionEndpoints(config, accounts, cookies, tokens);
        return new AuthService(
                config,
                sessions,
                new OrganizationEndpoints(accounts, directory, cookies, sessions, ids, config.clock()),
                new ApiKeyEndpoints(config, keys, directory, sessions),
                new InvitationEndpoints(config, directory, ids),
                tokens);
    }

    @Override
    public Response apply(DemoRequest request) {
        Response response = request.method().equals("OPTIONS") ? preflight() : respond(request);
        Headers always = Headers.of("Cache-Control", "no-store, private", "Vary", "Origin")
                .plus("access-control-allow-credentials", "true");
        return response.withHeaders(response.headers().plus(always).plus(allowOrigin(request)));
    }

    private static Response preflight() {
        return Response.of(204)
                .with("Access-Control-Allow-Headers", "content-type")
                .with("Access-Control-Allow-Methods", "GET,HEAD,PUT,POST,DELETE,PATCH");
    }

    private Headers allowOrigin(DemoRequest request) {
        return request.header("Origin")
                .filter(config.trustedOrigins()::contains)
                .map(origin -> Headers.of("Access-Control-Allow-Origin", origin))
                .orElse(Headers.EMPTY);
    }

    private Response respond(DemoRequest request) {
        if (!request.path().startsWith(BASE)) {
            return HealthPages.of("core-auth-service", config.clock().instant())
                    .respond(request)
                    .orElseGet(DemoResponses::routeNotFound);
        }
        String path = request.path().substring(BASE.length());
        if (path.startsWith("onboarding/") || path.startsWith("team-invitations/")) {
            return request.bearer().flatMap(tokens::verify).isPresent()
                    ? invitations.respond(path, request).orElseGet(() -> echo.apply(request))
                    : DemoResponses.authenticationRequired();
        }
        if (request.is("POST", BASE + "api-key/verify")) {
            return keys.verify(request);
        }
        if (request.is("POST", BASE + "jwt/verify")) {
            return sessions.verifyJwt(request);
        }
        return refusal(request)
                .or(() -> sessions.respond(path, request))
                .or(() -> organizations.respond(path, request))
                .or(() -> keys.respond(path, request))
                .orElseGet(() -> isLibraryPath(path) ? Response.of(404) : DemoResponses.routeNotFound());
    }

    private static boolean isLibraryPath(String path) {
        return LIBRARY_PATHS.contains(path) || LIBRARY_FOLDERS.stream().anyMatch(path::startsWith);
    }

    /** The checks of a POST for content type and cross-site requests, in the order of the real service. */
    private Optional<Response> refusal(DemoRequest request) {
        if (!request.method().equals("POST")) {
            return Optional.empty();
        }
        String type = request.header("Content-Type").orElse("text/plain;charset=UTF-8");
        if (!type.startsWith(JSON_TYPE)) {
            return Optional.of(DemoResponses.code(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Content-Type \"" + type + "\" is not allowed. Allowed types: " + JSON_TYPE));
        }
        if (request.header("Cookie").isPresent()) {
            return crossSiteRefusal(request);
        }
        boolean navigation = request.header("Sec-Fetch-Site").equals(Optional.of("cross-site"))
                && request.header("Sec-Fetch-Mode").equals(Optional.of("navigate"));
        return navigation
                ? Optional.of(DemoResponses.code(
                        403,
                        "CROSSSITE_NAVIGATION_LOGIN_BLOCKED_THIS_REQUEST_APPEARS_TO_BE_A_CSRF_ATTACK",
                        "Cross-site navigation login blocked. This request appears to be a CSRF attack."))
                : Optional.empty();
    }

    private Optional<Response> crossSiteRefusal(DemoRequest request) {
        Optional<String> origin = request.header("Origin")
                .or(() -> request.header("Referer").flatMap(AuthService::origin))
                .filter(value -> !value.equals("null"));
        if (origin.isEmpty()) {
            return Optional.of(DemoResponses.code(403, "MISSING_OR_NULL_ORIGIN", "Missing or null Origin"));
        }
        return origin.filter(config.trustedOrigins()::contains).isPresent()
                ? Optional.empty()
                : Optional.of(DemoResponses.code(403, "INVALID_ORIGIN", "Invalid origin"));
    }

    private static Optional<String> origin(String referer) {
        try {
            URI uri = URI.create(referer);
            return Optional.of(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (IllegalArgumentException noUri) {
            return Optional.empty();
        }
    }
}
