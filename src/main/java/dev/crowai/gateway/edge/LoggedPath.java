package dev.crowai.gateway.edge;

import dev.crowai.gateway.http.Percent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path as the log may show it. Some paths hold secrets: the tokens of invitations and password resets, and any key or
 * token that a client puts where it does not belong. Segments are judged decoded, so that no encoding hides one.
 */
final class LoggedPath {
    static final int MOST_CHARACTERS = 1024;

    private static final String REDACTED = "***";
    private static final int ENCODING_LEVELS = 3;

    /** All that follows these is secret. */
    private static final Pattern SECRET_BELOW =
            Pattern.compile("(?:.*/)?(?:team-invitations|reset-password)(?![A-Za-z0-9_-])", Pattern.CASE_INSENSITIVE);

    /** A {@code crow_} key, or a JWT: its header is a JSON object, which in base64url begins with these letters. */
    private static final Pattern CREDENTIAL =
            Pattern.compile("(?<![A-Za-z0-9])crow_|(?<![A-Za-z0-9_-])e[wy][A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+\\.");

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
            boolean secret = below || holdsMore || CREDENTIAL.matcher(decoded).find();
            shown.append('/').append(secret && !segment.isEmpty() ? REDACTED : segment);
            below |= opens;
        }
        return shown.substring(0, Math.min(shown.length(), MOST_CHARACTERS));
    }

    private static String decode(String segment) {
        String text = segment;
        for (int level = 0; level < ENCODING_LEVELS; level++) {
            text = Percent.decode(text);
        }
        return text;
    }
}
