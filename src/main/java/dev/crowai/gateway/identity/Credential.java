package dev.crowai.gateway.identity;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a client sends to prove its identity (SPEC "Identity", tiers 2–4). */
public sealed interface Credential {

    /**
     * A session cookie of the auth service.
     *
     * @param cookies the client's {@code Cookie} value as received; it contains a session cookie
     */
    record SessionCookie(Secret cookies) implements Credential {

        /** The values of the session cookies in their order, percent-decoded and with their signatures. */
        public List<String> sessions() {
            List<String> found = new ArrayList<>(1);
            for (String part : cookies.reveal().split(";", -1)) {
                String pair = part.strip();
                SESSION_COOKIES.stream()
                        .filter(name -> pair.startsWith(name + "=") && pair.length() > name.length() + 1)
                        .map(name -> Percent.decode(pair.substring(name.length() + 1)))
                        .forEach(found::add);
            }
            return List.copyOf(found);
        }
    }

    /**
     * An API key.
     *
     * @param key the key; begins with {@code crow_}
     */
    record ApiKey(Secret key) implements Credential {}

    /**
     * A bearer token.
     *
     * @param token a text in the shape of a JWT; it is not verified yet
     */
    record BearerJwt(Secret token) implements Credential {}

    /** The beginning of every {@code crow_} key. */
    String KEY_PREFIX = "crow_";

    /** The names of the session cookie over http and over https. */
    List<String> SESSION_COOKIES = List.of("better-auth.session_token", "__Secure-better-auth.session_token");

    /** Three parts of base64url, separated by dots. The last part is empty in an unsigned token. */
    Pattern JWT_SHAPE = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    /** The credentials of a request in the order in which they are tried. */
    static List<Credential> of(Headers headers) {
        List<Credential> found = new ArrayList<>(2);
        sessionCookie(headers).ifPresent(found::add);
        apiKey(headers).ifPresent(found::add);
        bearerJwt(headers).ifPresent(found::add);
        return List.copyOf(found);
    }

    /** The session cookie of a request, even when another credential is used. */
    static Optional<SessionCookie> sessionCookie(Headers headers) {
        return headers.first("Cookie")
                .filter(cookies -> SESSION_COOKIES.stream().anyMatch(name -> hasCookie(cookies, name)))
                .map(cookies -> new SessionCookie(Secret.of(cookies)));
    }

    private static boolean hasCookie(String cookies, String name) {
        for (String pair : cookies.split(";", -1)) {
            String trimmed = pair.strip();
            if (trimmed.startsWith(name + "=") && trimmed.length() > name.length() + 1) {
                return true;
            }
        }
        return false;
    }

    /** A key in {@code X-API-Key}, or in {@code Authorization} with the scheme {@code ApiKey} or {@code Bearer}. */
    static Optional<ApiKey> apiKey(Headers headers) {
        return headers.first("X-API-Key")
                .map(String::strip)
                .filter(value -> value.startsWith(KEY_PREFIX))
                .or(() -> authorization(headers, "apikey").filter(value -> value.startsWith(KEY_PREFIX)))
                .or(() -> authorization(headers, "bearer").filter(value -> value.startsWith(KEY_PREFIX)))
                .map(value -> new ApiKey(Secret.of(value)));
    }

    /** A bearer token that has the shape of a JWT; empty for any other token. */
    static Optional<BearerJwt> bearerJwt(Headers headers) {
        return authorization(headers, "bearer")
                .filter(value -> JWT_SHAPE.matcher(value).matches())
                .map(value -> new BearerJwt(Secret.of(value)));
    }

    /**
     * The value of {@code Authorization} when it is neither an API key nor has the shape of a JWT, unchanged; else
     * empty.
     */
    static Optional<Secret> opaqueAuthorization(Headers headers) {
        boolean readable = bearerJwt(headers).isPresent()
                || authorization(headers, "apikey")
                        .or(() -> authorization(headers, "bearer"))
                        .filter(value -> value.startsWith(KEY_PREFIX))
                        .isPresent();
        return readable
                ? Optional.empty()
                : headers.joined("Authorization")
                        .filter(value -> !value.isBlank())
                        .map(Secret::of);
    }

    private static Optional<String> authorization(Headers headers, String scheme) {
        return headers.first("Authorization")
                .map(value -> value.strip().split(" ", 2))
                .filter(parts ->
                        parts.length == 2 && parts[0].toLowerCase(Locale.ROOT).equals(scheme))
                .map(parts -> parts[1].strip());
    }
}
