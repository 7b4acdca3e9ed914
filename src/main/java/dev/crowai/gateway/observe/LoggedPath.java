package dev.crowai.gateway.observe;

import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.route.Services;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path without its secrets, for the log. Secrets are the segments that the catalogue declares secret, and every API
 * key, session token or JWT that a client puts into a path. Segments are decoded before they are checked, so that
 * encoding does not hide a secret.
 */
public final class LoggedPath {
    static final int MOST_CHARACTERS = 1024;

    private static final String REDACTED = "***";
    private static final int ENCODING_LEVELS = 3;

    /** All segments after these are secret. */
    private static final Pattern SECRET_BELOW = Pattern.compile(
            "(?:.*?/)??(?:" + String.join("|", Services.secretBelow()) + ")(?![A-Za-z0-9_-])",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern API_KEY = Pattern.compile("(?<![A-Za-z0-9])" + Credential.KEY_PREFIX);

    /** A session token in the form of its cookie: the token, and its signature in base64. */
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9]{32}\\.[A-Za-z0-9+_-]{20,}.*", Pattern.DOTALL);

    /** The beginning of a JWT: <code>{"</code> in base64url. */
    private static final String JWT_BEGINNING = "eyJ";

    private LoggedPath() {}

    /** The path, in which {@code ***} replaces every secret segment, cut to {@link #MOST_CHARACTERS}. */
    public static String of(String path) {
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

    /**
     * Whether a segment is a credential. The header of a JWT may contain spaces, so its beginning may differ from
     * {@link #JWT_BEGINNING}; but every JSON object in base64url begins with {@code e}.
     */
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
