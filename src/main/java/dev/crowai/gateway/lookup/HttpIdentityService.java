package dev.crowai.gateway.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.upstream.Upstream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Asks the services themselves, as their recorded contracts say (the ids in this class). It believes nothing that is
 * not there: an id that could not be a header value, or a member of another type, is nonsense and ends in 502.
 */
public final class HttpIdentityService implements IdentityService {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final String ANONYMOUS_BODY = "{}";
    private static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");

    private final Service auth;
    private final Service organizations;
    private final Service users;
    private final ServiceCalls calls;

    /**
     * Asks these services.
     *
     * @param auth with the base URL for the gateway's own calls
     * @param secrets read anew for every call, so that a rotation is seen
     */
    public HttpIdentityService(
            Service auth, Service organizations, Service users, Upstream upstream, Supplier<PlatformSecrets> secrets) {
        this.auth = auth;
        this.organizations = organizations;
        this.users = users;
        this.calls = new ServiceCalls(upstream, secrets);
    }

    /**
     * {@inheritDoc}
     *
     * <p>No session is 200 with the body {@code null} (c043–c048). An expired one too, although it comes with a valid
     * {@code set-auth-jwt} (c302, c307): the header counts only beside a user.
     */
    @Override
    public Optional<Session> session(Credential.SessionCookie cookie, Exchange exchange) throws LookupException {
        Headers cookies = Headers.of("Cookie", cookie.cookies().reveal());
        Response response = calls.get(auth, "/api/v1/auth/get-session?disableRefresh=true", cookies, exchange);
        if (response.status() != 200) {
            throw ServiceCalls.nonsense(auth, "get-session with status " + response.status());
        }
        JsonNode body = calls.json(auth, response);
        if (body.isNull()) {
            return Optional.empty();
        }
        String userId = id(auth, body.path("user").path("id"));
        JsonNode session = body.path("session");
        ActiveOrganization activeOrganization = optionalId(auth, session.path("activeOrganizationId"))
                .<ActiveOrganization>map(ActiveOrganization.Proved::new)
                .orElseGet(ActiveOrganization.None::new);
        Instant expiresAt = instant(session.path("expiresAt"));
        return jwt(response, cookies, exchange).map(jwt -> new Session(userId, activeOrganization, jwt, expiresAt));
    }

    @Override
    public Optional<Session> revalidatedSession(Credential.SessionCookie cookie, Exchange exchange)
            throws LookupException {
        return session(cookie, exchange);
    }

    /** The JWT beside the session (c042), or else from its own endpoint (c061), where 401 means that it has ended. */
    private Optional<Secret> jwt(Response session, Headers cookies, Exchange exchange) throws LookupException {
        Optional<String> header = session.header("set-auth-jwt");
        if (header.isPresent()) {
            return Optional.of(jwtShaped(header.get()));
        }
        Response response = calls.get(auth, "/api/v1/auth/token", cookies, exchange);
        if (response.status() == 401) {
            return Optional.empty();
        }
        if (response.status() != 200) {
            throw ServiceCalls.nonsense(auth, "token with status " + response.status());
        }
        return Optional.of(jwtShaped(calls.json(auth, response).path("token").asText()));
    }

    private Secret jwtShaped(String token) throws LookupException {
        if (!Credential.JWT_SHAPE.matcher(token).matches()) {
            throw ServiceCalls.nonsense(auth, "a session token that is no JWT");
        }
        return Secret.of(token);
    }

    /**
     * {@inheritDoc}
     *
     * <p>There are two kinds of 401: {@code {"valid":false}} is about the key (c112), with {@code
     * "error":"Unauthorized"} about the gateway's own key (c110, c111).
     */
    @Override
    public Optional<VerifiedKey> verify(Credential.ApiKey key, Exchange exchange) throws LookupException {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("key", key.key().reveal())
                .toString();
        Response response = calls.post(auth, "/api/v1/auth/api-key/verify", body, exchange);
        JsonNode answer = calls.json(auth, response);
        if (answer.has("error") && response.status() == 401) {
            throw ServiceCalls.refusesTheGateway(auth);
        }
        JsonNode valid = answer.path("valid");
        if (!valid.isBoolean() || (response.status() != 200 && response.status() != 401)) {
            throw ServiceCalls.nonsense(auth, "api-key/verify with status " + response.status());
        }
        if (!valid.booleanValue()) {
            return Optional.empty();
        }
        if (response.status() != 200 || !answer.path("key").isObject()) {
            throw ServiceCalls.nonsense(auth, "a valid key without a key");
        }
        JsonNode found = answer.path("key");
        return Optional.of(new VerifiedKey(
                optionalId(auth, found.path("id")),
                optionalId(auth, found.path("userId")),
                claimedOrganization(found.path("metadata")),
                end(found.path("expiresAt"))));
    }

    /** Users write it: whatever is there must match later on, and what is no text never does. */
    private static Optional<String> claimedOrganization(JsonNode metadata) {
        JsonNode claimed = metadata.path("organizationId");
        return claimed.isMissingNode() || claimed.isNull()
                ? Optional.empty()
                : Optional.of(claimed.isTextual() ? claimed.textValue() : claimed.toString());
    }

    /** {@inheritDoc} The body must be {@code {}} and JSON (c037, c038). */
    @Override
    public Credential.SessionCookie signInAnonymously(Exchange exchange) throws LookupException {
        Response response = calls.post(auth, "/api/v1/auth/sign-in/anonymous", ANONYMOUS_BODY, exchange);
        if (response.status() != 200) {
            throw ServiceCalls.nonsense(auth, "sign-in/anonymous with status " + response.status());
        }
        for (String setCookie : response.headers().all("Set-Cookie")) {
            String pair = setCookie.split(";", 2)[0].strip();
            if (Credential.SESSION_COOKIES.contains(pair.split("=", 2)[0])) {
                return new Credential.SessionCookie(Secret.of(pair));
            }
        }
        throw ServiceCalls.nonsense(auth, "an anonymous session without a cookie");
    }

    @Override
    public Session anonymous(Exchange exchange) throws LookupException {
        Optional<Session> session = session(signInAnonymously(exchange), exchange);
        return session.orElseThrow(() -> ServiceCalls.nonsense(auth, "an anonymous session that is none"));
    }

    /** {@inheritDoc} 404 means that there is none (c077). */
    @Override
    public Optional<String> organizationByAuthId(String authId, Exchange exchange) throws LookupException {
        String path = "/api/v1/organizations/by-auth-id/" + Percent.encodeSegment(authId);
        Optional<JsonNode> organization = find(organizations, path, exchange);
        return organization.isEmpty()
                ? Optional.empty()
                : Optional.of(id(organizations, organization.get().path("id")));
    }

    /** {@inheritDoc} 404 means that there is no such user (c085). */
    @Override
    public Optional<UserRow> userByAuthId(String authUserId, Exchange exchange) throws LookupException {
        String path = "/api/v1/users/by-auth-id/" + Percent.encodeSegment(authUserId);
        Optional<JsonNode> user = find(users, path, exchange);
        if (user.isEmpty()) {
            return Optional.empty();
        }
        String id = id(users, user.get().path("id"));
        return Optional.of(new UserRow(id, optionalId(users, user.get().path("organizationId"))));
    }

    private Optional<JsonNode> find(Service service, String path, Exchange exchange) throws LookupException {
        Response response = calls.get(service, path, Headers.EMPTY, exchange);
        return switch (response.status()) {
            case 200 -> Optional.of(calls.json(service, response));
            case 404 -> Optional.empty();
            case 401, 403 -> throw ServiceCalls.refusesTheGateway(service);
            default -> throw ServiceCalls.nonsense(service, "by-auth-id with status " + response.status());
        };
    }

    @Override
    public String keySet(Exchange exchange) throws LookupException {
        Response response = calls.get(auth, "/api/v1/auth/jwks", Headers.EMPTY, exchange);
        if (response.status() != 200) {
            throw ServiceCalls.nonsense(auth, "jwks with status " + response.status());
        }
        return response.body().utf8().orElse("");
    }

    private static String id(Service service, JsonNode node) throws LookupException {
        if (!node.isTextual() || !ID.matcher(node.textValue()).matches()) {
            throw ServiceCalls.nonsense(service, "an id that is none");
        }
        return node.textValue();
    }

    private static Optional<String> optionalId(Service service, JsonNode node) throws LookupException {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(id(service, node));
    }

    /** A key that says nothing does not end (c104); one whose end is unreadable ends now, as a session does. */
    private static Optional<Instant> end(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(instant(node));
    }

    /** A session without a readable end counts as ending now: it is good for this request and no other. */
    private static Instant instant(JsonNode node) {
        try {
            Instant end = Instant.parse(node.asText());
            return end.isBefore(FOREVER) ? end : FOREVER;
        } catch (DateTimeParseException unreadable) {
            return Instant.EPOCH;
        }
    }
}
