package dev.crowai.gateway.observe;

import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.route.Services;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path as the log may show it. Some paths hold secrets: those that the catalogue says, and any key or
 * token that a client puts where it does not belong. Segments are judged decoded, so that no encoding hides one.
 */
final class LoggedPath {
    static final int MOST_CHARACTERS = 1024;

    private static final String REDACTED = "***";
    private static final int ENCODING_LEVELS = 3;

    /** All that follows these is secret. */
    private static final Pattern SECRET_BELOW = Pattern.compile(
            "(?:.*?/)??(?:" + String.join("|", Services.secretBelow()) + ")(?![A-Za-z0-9_-])",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern API_KEY = Pattern.compile("(?<![A-Za-z0-9])" + Credential.KEY_PREFIX);

    /** A session token as its cookie holds it: the token, and its signature in base64. */
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9]{32}\\.[A-Za-z0-9+_-]{20,}.*", Pattern.DOTALL);

    /** How a JWT begins: <code>{"</code> in base64url. */
    private static final String JWT_BEGINNING = "eyJ";

    private LoggedPath() {}

    /** The path with {@code ***} for every secret segment, cut to {@link #MOST_CHARACTERS}. */
    static String of(String path) {
        StringBuilder shown = new StringBuilder(path.length());
        boolean below = false;
        for (String segment : path.substring(1).split("/", -1)) {
            String decoded = decode(segment);
            Matcher parent = SECRET_BELOW.matcher(decoded);
            boolean opens = parent.lookingAt();
            boolean holdsMore = opens && parent.end() < decoded.length();
            boolean secret = below || holdsMore || isCredential(decoded);
            shown.append('/').append(secret && !segment.isEmpty() ? REDACTED : segment);
            below |= opens;
        }
        return shown.substring(0, Math.min(shown.length(), MOST_CHARACTERS));
    }

    /** A JWT's header may hold blanks too; whatever JSON object it is, its first letter is an {@code e}. */
    private static boolean isCredential(String decoded) {
        return API_KEY.matcher(decoded).find()
                || decoded.contains(JWT_BEGINNING)
                || SESSION.matcher(decoded).matches()
                || (decoded.startsWith("e")
                        && Credential.JWT_SHAPE.matcher(decoded).matches());
    }

    private static String decode(String segment) {
        String text = segment;
        for (int level = 0; level < ENCODING_LEVELS; level++) {
            text = Percent.decode(text);
        }
        return text;
    }
}
