package dev.crowai.gateway.http;

import java.util.Optional;

/**
 * Finds what no path may hold (SPEC "The event and the path"): a dot segment, a backslash or a control character, raw
 * or behind up to three levels of percent-encoding. Whatever a service does with a path, it must not come out at
 * another one than the gateway decided about.
 */
public final class HostilePath {
    private static final int LEVELS = 3;

    private HostilePath() {}

    /** Why this path is refused, or empty. */
    public static Optional<String> reason(String path) {
        String text = path;
        for (int level = 0; level <= LEVELS; level++) {
            Optional<String> found = reasonAtThisLevel(text);
            if (found.isPresent()) {
                return found;
            }
            String decoded = Percent.decode(text);
            if (decoded.equals(text)) {
                return Optional.empty();
            }
            text = decoded;
        }
        return Optional.empty();
    }

    private static Optional<String> reasonAtThisLevel(String text) {
        if (text.indexOf('\\') >= 0) {
            return Optional.of("The path has a backslash");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("The path has a control character");
        }
        for (String segment : text.split("/", -1)) {
            if (isDotSegment(segment)) {
                return Optional.of("The path has a dot segment");
            }
        }
        return Optional.empty();
    }

    /** Also {@code ..;x}: some servers drop the parameter before they resolve the segment. */
    private static boolean isDotSegment(String segment) {
        int parameter = segment.indexOf(';');
        String name = parameter < 0 ? segment : segment.substring(0, parameter);
        return name.equals(".") || name.equals("..");
    }
}
