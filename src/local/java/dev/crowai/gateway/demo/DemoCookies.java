package dev.crowai.gateway.demo;

import dev.crowai.gateway.http.Percent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The auth service's cookies: {@code {token}.{signature}}, percent-encoded. */
final class DemoCookies {
    private static final Pattern SEPARATOR = Pattern.compile("; *");

    /**
     * The key that signs the cookies of the demo services. It protects nothing; it never changes, so that printed
     * cookies stay valid.
     */
    private static final byte[] SIGNING_KEY = "demo services of the local gateway".getBytes(StandardCharsets.UTF_8);

    private final String prefix;
    private final String attributes;

    DemoCookies(boolean secure) {
        this.prefix = secure ? "__Secure-better-auth." : "better-auth.";
        this.attributes = secure
                ? "; Domain=.crowai.dev; Path=/; HttpOnly; Secure; SameSite=Lax"
                : "; Path=/; HttpOnly; SameSite=Lax";
    }

    /** The {@code Set-Cookie} value for a session. */
    String session(String token, boolean remember) {
        return pair(token) + (remember ? maxAge(DemoSession.LIFETIME.toSeconds()) : "") + attributes;
    }

    /** The {@code Set-Cookie} value that marks a session which ends when the browser is closed. */
    String doNotRemember() {
        return prefix + "dont_remember=" + signed("true") + attributes;
    }

    /** The {@code Set-Cookie} value that deletes one of the auth service's cookies. */
    String deleted(String name) {
        return prefix + name + "=" + maxAge(0) + attributes;
    }

    /** {@code name=value}, as a client sends it. */
    String pair(String token) {
        return prefix + "session_token=" + signed(token);
    }

    /** The token of the first session cookie; empty when its signature is wrong. */
    Optional<String> token(Optional<String> cookieHeader) {
        String name = prefix + "session_token=";
        return cookieHeader.flatMap(header -> SEPARATOR
                .splitAsStream(header)
                .filter(cookie -> cookie.startsWith(name))
                .findFirst()
                .flatMap(cookie -> verified(Percent.decode(cookie.substring(name.length())))));
    }

    private static Optional<String> verified(String value) {
        int dot = value.indexOf('.');
        return dot > 0 && same(value.substring(dot + 1), signature(value.substring(0, dot)))
                ? Optional.of(value.substring(0, dot))
                : Optional.empty();
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String maxAge(long seconds) {
        return "; Max-Age=" + seconds;
    }

    private static String signed(String token) {
        return URLEncoder.encode(token + "." + signature(token), StandardCharsets.UTF_8);
    }

    private static String signature(String token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SIGNING_KEY, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(token.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HmacSHA256", missing);
        }
    }
}
