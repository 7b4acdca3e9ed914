package dev.crowai.gateway.identity;

import dev.crowai.gateway.http.Percent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The auth service's own cookies among those of a client. Others (analytics, preferences) change all the time and
 * prove nothing.
 *
 * @param credential the auth service's cookies as they came, in their order: with two session cookies the first one
 *     counts (recorded contract c050), so another order is another credential
 * @param tokens the session tokens, each once and in their order, without their signatures
 */
public record AuthCookies(String credential, List<String> tokens) {
    /** More sessions in one header are nobody's browser. */
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

    /** Whether anything is remembered about these cookies. */
    public boolean areRemembered() {
        return !tokens.isEmpty() && tokens.size() <= MOST_SESSIONS;
    }

    /** What the auth service counts lookups with these cookies by: the first session's, which decides (c050). */
    public String pseudoAddress() {
        return PseudoAddress.of(tokens.isEmpty() ? credential : tokens.getFirst());
    }

    /** {@code token.signature}, which the auth service reads percent-encoded or not (recorded contract c047). */
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
