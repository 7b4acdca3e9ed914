package dev.crowai.gateway.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls the auth service to look up sessions, according to its recorded contracts (cited by id in this class). The
 * session and the membership are looked up at the same time.
 */
final class SessionLookups {
    private static final String GET_SESSION = "get-session?disableRefresh=true";
    private static final String ACTIVE_MEMBER = "organization/get-active-member";
    private static final String LIST = "organization/list";
    private static final String TOKEN = "token";
    private static final String SIGN_IN = "sign-in/anonymous";
    private static final String ANONYMOUS_BODY = "{}";

    private final Service auth;
    private final ServiceCalls calls;
    private final Executor executor;

    /**
     * Lookups at this service.
     *
     * @param executor runs the lookup of the membership while the session is looked up
     */
    SessionLookups(Service auth, ServiceCalls calls, Executor executor) {
        this.auth = auth;
        this.calls = calls;
        this.executor = executor;
    }

    /**
     * The session of a cookie.
     *
     * <p>When there is no session, the response is 200 with the body {@code null} (c043–c048). For an expired session
     * it is the same, but with a valid {@code set-auth-jwt} (c302, c307). So that header is used only when the body has
     * a user.
     */
    Optional<Session> session(Credential.SessionCookie cookie, Exchange exchange) throws LookupException {
        FutureTask<Response> member = new FutureTask<>(() -> calls.withCookie(auth, ACTIVE_MEMBER, cookie, exchange));
        executor.execute(member);
        return session(cookie, exchange, () -> await(member, exchange));
    }

    /** The session of a cookie of {@link #signInAnonymously}. Its membership is looked up only if it has one. */
    Optional<Session> anonymousSession(Credential.SessionCookie cookie, Exchange exchange) throws LookupException {
        return session(cookie, exchange, () -> calls.withCookie(auth, ACTIVE_MEMBER, cookie, exchange));
    }

    private Optional<Session> session(Credential.SessionCookie cookie, Exchange exchange, Lookup<Response> activeMember)
            throws LookupException {
        Response response = calls.withCookie(auth, GET_SESSION, cookie, exchange);
        if (response.status() != 200) {
            throw ServiceCalls.unusable(auth, "get-session with status " + response.status());
        }
        JsonNode body = calls.json(auth, response);
        if (body.isNull()) {
            return Optional.empty();
        }
        JsonNode user = body.path("user");
        Optional<String> userId = ServiceIds.required(auth, user.path("id"));
        if (userId.isEmpty()) {
            return Optional.empty();
        }
        JsonNode session = body.path("session");
        Optional<String> active = ServiceIds.optional(auth, session.path("activeOrganizationId"));
        boolean anonymous = isAnonymous(user.path("isAnonymous"));
        Optional<Secret> jwt = jwt(response, cookie, exchange);
        if (jwt.isEmpty()) {
            return Optional.empty();
        }
        ActiveOrganization organization =
                active.isEmpty() ? new ActiveOrganization.None() : membership(active.get(), activeMember);
        return Optional.of(new Session(
                userId.get(), anonymous, organization, jwt.get(), ServiceTimes.end(session.path("expiresAt"))));
    }

    private boolean isAnonymous(JsonNode node) throws LookupException {
        if (node.isMissingNode() || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw ServiceCalls.unusable(auth, "an isAnonymous that is no boolean");
        }
        return node.booleanValue();
    }

    /**
     * The result of get-active-member for the active organization. It proves nothing about another organization. When
     * the user is not a member, the response is 400, or 200 with the body {@code null}.
     */
    private ActiveOrganization membership(String active, Lookup<Response> activeMember) throws LookupException {
        Response response = activeMember.run();
        return switch (response.status()) {
            case 200 -> {
                JsonNode body = calls.json(auth, response);
                if (body.isNull()) {
                    yield new ActiveOrganization.NotMember(active);
                }
                Optional<String> organization = ServiceIds.required(auth, body.path("organizationId"));
                var _ = ServiceIds.optional(auth, body.path("id"));
                if (!organization.equals(Optional.of(active))) {
                    throw ServiceCalls.unusable(auth, "a member of another organization than the active one");
                }
                yield new ActiveOrganization.Proved(active);
            }
            case 400, 401, 403, 404 -> new ActiveOrganization.NotMember(active);
            default -> throw ServiceCalls.unusable(auth, "get-active-member with status " + response.status());
        };
    }

    private Response await(FutureTask<Response> response, Exchange exchange) throws LookupException {
        try {
            return response.get(exchange.deadline().remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof LookupException failure) {
                throw failure;
            }
            throw new IllegalStateException("get-active-member", failed.getCause());
        } catch (TimeoutException late) {
            throw ServiceCalls.unavailable(auth, "1", "no response of get-active-member in time");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ServiceCalls.unavailable(auth, "1", "interrupted");
        }
    }

    /**
     * The JWT in the response with the session (c042), or else from its own endpoint (c061). There, 401 means that the
     * session has expired.
     */
    private Optional<Secret> jwt(Response session, Credential.SessionCookie cookie, Exchange exchange)
            throws LookupException {
        Optional<String> header = session.header("set-auth-jwt");
        if (header.isPresent()) {
            return Optional.of(jwtShaped(header.get()));
        }
        Response response = calls.withCookie(auth, TOKEN, cookie, exchange);
        if (response.status() == 401) {
            return Optional.empty();
        }
        if (response.status() != 200) {
            throw ServiceCalls.unusable(auth, "token with status " + response.status());
        }
        return Optional.of(jwtShaped(calls.json(auth, response).path("token").asText()));
    }

    private Secret jwtShaped(String token) throws LookupException {
        if (!Credential.JWT_SHAPE.matcher(token).matches()) {
            throw ServiceCalls.unusable(auth, "a session token that is no JWT");
        }
        return Secret.of(token);
    }

    /**
     * The organizations of the session's user (c095), at most {@link IdentityService#MOST_ORGANIZATIONS}; an empty list
     * when the session has expired (401).
     */
    List<String> organizations(Credential.SessionCookie cookie, Exchange exchange) throws LookupException {
        Response response = calls.withCookie(auth, LIST, cookie, exchange);
        if (response.status() == 401) {
            return List.of();
        }
        if (response.status() != 200) {
            throw ServiceCalls.unusable(auth, "organization/list with status " + response.status());
        }
        JsonNode body = calls.json(auth, response);
        if (!body.isArray()) {
            throw ServiceCalls.unusable(auth, "a list of organizations that is no array");
        }
        List<String> ids = new ArrayList<>();
        for (JsonNode organization : body) {
            ServiceIds.required(auth, organization.path("id")).ifPresent(ids::add);
            if (ids.size() == IdentityService.MOST_ORGANIZATIONS) {
                break;
            }
        }
        return List.copyOf(ids);
    }

    /**
     * Creates an anonymous session. The body of the request must be {@code {}} with the JSON media type (c037, c038).
     */
    Credential.SessionCookie signInAnonymously(Exchange exchange) throws LookupException {
        Response response = calls.post(auth, SIGN_IN, ANONYMOUS_BODY, ServiceCalls.client(exchange), exchange);
        if (response.status() != 200) {
            throw ServiceCalls.unusable(auth, "sign-in/anonymous with status " + response.status());
        }
        for (String setCookie : response.headers().all("Set-Cookie")) {
            String pair = setCookie.split(";", 2)[0].strip();
            if (Credential.SESSION_COOKIES.contains(pair.split("=", 2)[0])) {
                return new Credential.SessionCookie(Secret.of(pair));
            }
        }
        throw ServiceCalls.unusable(auth, "an anonymous session without a cookie");
    }
}
