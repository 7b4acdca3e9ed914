package dev.crowai.gateway.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.upstream.Upstream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Calls the services over HTTP, according to their recorded contracts (cited by id in this class). It checks every
 * member of a response: an id that cannot be a header value, or a member of the wrong type, makes the response unusable
 * and gives 502.
 */
public final class HttpIdentityService implements IdentityService {
    private final Service auth;
    private final Service organizations;
    private final Service users;
    private final ServiceCalls calls;
    private final SessionLookups sessions;
    private final ApiKeyLookups keys;

    /**
     * A client of these services.
     *
     * @param auth the auth service, with the base URL for the gateway's own calls
     * @param secrets read again for every call, so that a rotation takes effect
     * @param executor runs a second lookup of the same request at the same time
     */
    public HttpIdentityService(
            Service auth,
            Service organizations,
            Service users,
            Upstream upstream,
            Supplier<PlatformSecrets> secrets,
            Executor executor) {
        this.auth = auth;
        this.organizations = organizations;
        this.users = users;
        this.calls = new ServiceCalls(upstream, secrets);
        this.sessions = new SessionLookups(auth, calls, executor);
        this.keys = new ApiKeyLookups(auth, calls);
    }

    @Override
    public Optional<Session> session(Credential.SessionCookie cookie, Exchange exchange) throws LookupException {
        return sessions.session(cookie, exchange);
    }

    @Override
    public Optional<Session> revalidatedSession(Credential.SessionCookie cookie, Exchange exchange)
            throws LookupException {
        return sessions.session(cookie, exchange);
    }

    @Override
    public List<String> organizationsOf(Credential.SessionCookie cookie, String userId, Exchange exchange)
            throws LookupException {
        return sessions.organizations(cookie, exchange);
    }

    @Override
    public Optional<VerifiedKey> verify(Credential.ApiKey key, Exchange exchange) throws LookupException {
        return keys.verify(key, exchange);
    }

    @Override
    public Credential.SessionCookie signInAnonymously(Exchange exchange) throws LookupException {
        return sessions.signInAnonymously(exchange);
    }

    @Override
    public Optional<Session> anonymousSession(Credential.SessionCookie cookie, Exchange exchange)
            throws LookupException {
        return sessions.anonymousSession(cookie, exchange);
    }

    @Override
    public Session anonymous(Exchange exchange) throws LookupException {
        Optional<Session> session = anonymousSession(signInAnonymously(exchange), exchange);
        return session.orElseThrow(() -> ServiceCalls.unusable(auth, "an anonymous session that is none"));
    }

    /** {@inheritDoc} 404 means that there is no such organization (c077). */
    @Override
    public Optional<String> organizationByAuthId(String authId, Exchange exchange) throws LookupException {
        String path = "by-auth-id/" + Percent.encodeSegment(authId);
        Optional<JsonNode> organization = find(organizations, path, exchange);
        return organization.isEmpty()
                ? Optional.empty()
                : ServiceIds.required(organizations, organization.get().path("id"));
    }

    /** {@inheritDoc} 404 means that there is no such user (c085). */
    @Override
    public Optional<UserRow> userByAuthId(String authUserId, Exchange exchange) throws LookupException {
        String path = "by-auth-id/" + Percent.encodeSegment(authUserId);
        Optional<JsonNode> user = find(users, path, exchange);
        if (user.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> organization = ServiceIds.optional(users, user.get().path("organizationId"));
        return ServiceIds.required(users, user.get().path("id")).map(id -> new UserRow(id, organization));
    }

    private Optional<JsonNode> find(Service service, String path, Exchange exchange) throws LookupException {
        Response response = calls.byAuthId(service, path, exchange);
        return switch (response.status()) {
            case 200 -> Optional.of(calls.json(service, response));
            case 404 -> Optional.empty();
            case 401, 403 -> throw ServiceCalls.gatewayKeyRefused(service);
            default -> throw ServiceCalls.unusable(service, "by-auth-id with status " + response.status());
        };
    }

    @Override
    public String keySet(Exchange exchange) throws LookupException {
        Response response = calls.get(auth, "jwks", exchange);
        if (response.status() != 200) {
            throw ServiceCalls.unusable(auth, "jwks with status " + response.status());
        }
        return response.body().utf8().orElse("");
    }
}
