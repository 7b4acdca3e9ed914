package dev.crowai.gateway.identity;

import dev.crowai.gateway.http.Percent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The cookies of the auth service among those of a client. Other cookies (analytics, preferences) change often and
 * identify nobody.
 *
 * @param credential the auth service's cookies as received, in their order; the order matters, because the first of two
 *     session cookies counts (recorded contract c050)
 * @param tokens the session tokens without their signatures, in their order, without duplicates
 */
public record AuthCookies(String credential, List<String> tokens) {
    /** The maximum number of sessions in one header; no browser sends more. */
    public static final int MOST_SESSIONS = 4;

    private static final String PREFIX = "better-auth.";
    private static final String SECURE_PREFIX = "__Secure-" + PREFIX;

    /** The auth service's cookies of a client. */
    public static AuthCookies of(Credential.SessionCookie cookie) {
        List<String> pairs = new ArrayList<>(2);
        Set<String> tokens = new LinkedHashSet<>(2);
        for (String part : cookie.cookies().reveal().split(";", -1)) {
            String pair = part.strip();
            if (pair.startsWith(PREFIX) || pair.startsWith(SECURE_PREFIX)) {
                pairs.add(pair);
                Credential.SESSION_COOKIES.stream()
                        .filter(name -> pair.startsWith(name + "="))
                        .map(name -> token(pair.substring(name.length() + 1)))
                        .filter(token -> !token.isEmpty())
                        .forEach(tokens::add);
            }
        }
        return new AuthCookies(String.join("; ", pairs), List.copyOf(tokens));
    }

    /** Whether lookups with these cookies may be remembered. */
    public boolean areRemembered() {
        return !tokens.isEmpty() && tokens.size() <= MOST_SESSIONS;
    }

    /**
     * The address under which the auth service counts lookups with these cookies. It belongs to the first session,
     * which is the one that counts (c050).
     */
    public String pseudoAddress() {
        return PseudoAddress.of(tokens.isEmpty() ? credential : tokens.getFirst());
    }

    /**
     * The token of {@code token.signature}. The auth service accepts it percent-encoded or not (recorded contract
     * c047).
     */
    private static String token(String value) {
        String decoded = Percent.decode(value);
        int signature = decoded.indexOf('.');
        return signature < 0 ? decoded : decoded.substring(0, signature);
    }

    @Override
    public String toString() {
        return tokens.size() + " sessions";
    }
}
