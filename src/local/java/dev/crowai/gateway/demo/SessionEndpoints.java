package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Response;
import java.time.Instant;
import java.util.Optional;

/** The endpoints for sessions, JWTs and the key set. */
final class SessionEndpoints {
    private final DemoConfig config;
    private final DemoAccounts accounts;
    private final DemoCookies cookies;
    private final DemoTokens tokens;
    private final SignInEndpoints signIn;

    SessionEndpoints(DemoConfig config, DemoAccounts accounts, DemoCookies cookies, DemoTokens tokens) {
        this.config = config;
        this.accounts = accounts;
        this.cookies = cookies;
        this.tokens = tokens;
        this.signIn = new SignInEndpoints(config, accounts, cookies, this);
    }

    /** The response to a path below the base; empty when the path is not one of these endpoints. */
    Optional<Response> respond(String path, DemoRequest request) {
        return switch (request.method() + " " + path) {
            case "GET get-session" -> Optional.of(getSession(request));
            case "GET token" -> Optional.of(token(request));
            case "GET jwks" -> Optional.of(DemoResponses.json(200, tokens.keySet()));
            case "POST sign-out" -> Optional.of(signOut(request));
            case "POST revoke-session" -> Optional.of(revoke(request));
            case "POST revoke-sessions" -> Optional.of(revokeAll(request));
            case "POST change-password" -> Optional.of(changePassword(request));
            default -> signIn.respond(path, request);
        };
    }

    /** The session of a request's cookie; empty when there is none or it has expired. */
    Optional<DemoSession> session(DemoRequest request) {
        Instant now = config.clock().instant();
        return cookies.token(request.header("Cookie"))
                .flatMap(accounts::session)
                .filter(session -> !session.isExpired(now));
    }

    private Response getSession(DemoRequest request) {
        Optional<String> token = cookies.token(request.header("Cookie"));
        Optional<DemoSession> stored = token.flatMap(accounts::session);
        if (stored.isEmpty()) {
            Response none = DemoResponses.json(200, NullNode.getInstance());
            return token.isEmpty() ? none : deletingCookies(none);
        }
        Instant now = config.clock().instant();
        DemoSession session = stored.get();
        DemoUser user = accounts.owner(session);
        if (session.isExpired(now)) {
            // A known defect of the real service: the session has ended, but this one response still carries a valid
            // JWT.
            accounts.close(session.token());
            return withJwt(
                    deletingCookies(DemoResponses.json(200, NullNode.getInstance())),
                    tokens.issue(user, Optional.empty()));
        }
        boolean renew = session.isDueForRenewal(now)
                && !request.parameter("disableRefresh").equals(Optional.of("true"));
        if (renew) {
            session = accounts.put(session.withExpiry(now.plus(DemoSession.LIFETIME)));
        }
        ObjectNode body = DemoResponses.object();
        body.set("session", session.toJson());
        body.set("user", user.toJson());
        Response found = withJwt(DemoResponses.json(200, body), tokens.issue(user, session.activeOrganizationId()));
        return renew ? withCookie(found, cookies.session(session.token(), true)) : found;
    }

    private static Response withJwt(Response response, String jwt) {
        return response.with("access-control-expose-headers", "set-auth-jwt").with("set-auth-jwt", jwt);
    }

    static Response withCookie(Response response, String cookie) {
        return response.withHeaders(response.headers().plus("Set-Cookie", cookie));
    }

    private Response deletingCookies(Response response) {
        return withCookie(
                withCookie(withCookie(response, cookies.deleted("session_token")), cookies.deleted("session_data")),
                cookies.deleted("dont_remember"));
    }

    private Response token(DemoRequest request) {
        return session(request)
                .map(session -> DemoResponses.json(
                        200,
                        DemoResponses.object()
                                .put("token", tokens.issue(accounts.owner(session), session.activeOrganizationId()))))
                .orElseGet(SessionEndpoints::noSession);
    }

    /** 401 with a content type and no content. */
    static Response noSession() {
        return Response.of(401).with("Content-Type", "application/json");
    }

    private Response signOut(DemoRequest request) {
        session(request).ifPresent(session -> accounts.close(session.token()));
        return deletingCookies(DemoResponses.json(200, DemoResponses.object().put("success", true)));
    }

    private Response revoke(DemoRequest request) {
        return session(request)
                .map(session -> {
                    accounts.session(request.json().path("token").asText())
                            .filter(other -> other.userId().equals(session.userId()))
                            .ifPresent(other -> accounts.close(other.token()));
                    return done();
                })
                .orElseGet(SessionEndpoints::noSession);
    }

    private Response revokeAll(DemoRequest request) {
        return session(request)
                .map(session -> {
                    accounts.sessionsOf(session.userId()).forEach(other -> accounts.close(other.token()));
                    return done();
                })
                .orElseGet(SessionEndpoints::noSession);
    }

    private Response changePassword(DemoRequest request) {
        Optional<DemoSession> session = session(request);
        if (session.isEmpty()) {
            return noSession();
        }
        DemoUser user = accounts.owner(session.get());
        JsonNode body = request.json();
        if (!body.path("currentPassword").asText().equals(user.password())) {
            return DemoResponses.code(400, "INVALID_PASSWORD", "Invalid password");
        }
        DemoUser changed = accounts.add(new DemoUser(
                user.id(),
                user.name(),
                user.email(),
                body.path("newPassword").asText(),
                user.anonymous(),
                user.createdAt()));
        if (body.path("revokeOtherSessions").asBoolean()) {
            accounts.sessionsOf(user.id()).stream()
                    .filter(other -> !other.token().equals(session.get().token()))
                    .forEach(other -> accounts.close(other.token()));
        }
        ObjectNode response = DemoResponses.object().putNull("token");
        response.set("user", changed.toJson());
        return DemoResponses.json(200, response);
    }

    private static Response done() {
        return DemoResponses.json(200, DemoResponses.object().put("status", true));
    }

    /** A known defect of the real service: it accepts any text as valid. */
    Response verifyJwt(DemoRequest request) {
        ObjectNode body = DemoResponses.object().put("valid", true);
        body.putObject("payload")
                .set(
                        "payload",
                        tokens.verify(request.json().path("token").asText()).orElse(NullNode.getInstance()));
        return DemoResponses.json(200, body.put("type", "user"));
    }
}
