package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Response;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** The endpoints for sign-up and sign-in, by e-mail and anonymously. */
final class SignInEndpoints {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
    private static final int SHORTEST_PASSWORD = 8;

    private final DemoConfig config;
    private final DemoAccounts accounts;
    private final DemoCookies cookies;
    private final SessionEndpoints sessions;

    SignInEndpoints(DemoConfig config, DemoAccounts accounts, DemoCookies cookies, SessionEndpoints sessions) {
        this.config = config;
        this.accounts = accounts;
        this.cookies = cookies;
        this.sessions = sessions;
    }

    Optional<Response> respond(String path, DemoRequest request) {
        return switch (request.method() + " " + path) {
            case "POST sign-up/email" -> Optional.of(signUp(request));
            case "POST sign-in/email" -> Optional.of(signIn(request));
            case "POST sign-in/anonymous" -> Optional.of(signInAnonymously(request));
            default -> Optional.empty();
        };
    }

    private Response signUp(DemoRequest request) {
        JsonNode body = request.json();
        String email = body.path("email").asText();
        String password = body.path("password").asText();
        if (!EMAIL.matcher(email).matches() || email.length() > 254) {
            return DemoResponses.fault(
                    400,
                    "VALIDATION_ERROR",
                    "email must be a valid address and no longer than 254 characters",
                    config.clock().instant());
        }
        if (password.length() < SHORTEST_PASSWORD) {
            return DemoResponses.code(400, "PASSWORD_TOO_SHORT", "Password too short");
        }
        if (accounts.byEmail(email).isPresent()) {
            return DemoResponses.code(
                    422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", "User already exists. Use another email.");
        }
        return signedIn(
                DemoResponses.object(), request, accounts.add(body.path("name").asText(), email, password));
    }

    private Response signIn(DemoRequest request) {
        JsonNode body = request.json();
        if (body.has("callbackURL") && !isTrusted(body.path("callbackURL").asText())) {
            return DemoResponses.code(403, "INVALID_CALLBACKURL", "Invalid callbackURL");
        }
        return accounts.byEmail(body.path("email").asText())
                .filter(user -> user.password().equals(body.path("password").asText()))
                .map(user -> signedIn(DemoResponses.object().put("redirect", false), request, user))
                .orElseGet(() -> DemoResponses.code(401, "INVALID_EMAIL_OR_PASSWORD", "Invalid email or password"));
    }

    private boolean isTrusted(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getScheme() == null
                    || config.trustedOrigins().contains(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (IllegalArgumentException noUri) {
            return false;
        }
    }

    private Response signInAnonymously(DemoRequest request) {
        boolean already = sessions.session(request)
                .map(accounts::owner)
                .filter(DemoUser::anonymous)
                .isPresent();
        if (already) {
            return DemoResponses.code(
                    400,
                    "ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY",
                    "Anonymous users cannot sign in again anonymously");
        }
        return signedIn(DemoResponses.object(), request, accounts.addAnonymous());
    }

    private Response signedIn(ObjectNode body, DemoRequest request, DemoUser user) {
        DemoSession session = accounts.openSession(user, client(request));
        body.put("token", session.token());
        body.set("user", user.toJson());
        boolean remember = request.json().path("rememberMe").asBoolean(true);
        Response response =
                SessionEndpoints.withCookie(DemoResponses.json(200, body), cookies.session(session.token(), remember));
        return remember ? response : SessionEndpoints.withCookie(response, cookies.doNotRemember());
    }

    private static DemoAccounts.Client client(DemoRequest request) {
        String address = request.header("X-Forwarded-For").orElse("127.0.0.1");
        return new DemoAccounts.Client(
                address.split(",", -1)[0].strip(), request.header("User-Agent").orElse(""));
    }
}
