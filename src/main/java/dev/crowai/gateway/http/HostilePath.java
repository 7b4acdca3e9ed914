package dev.crowai.gateway.http;

import java.util.Optional;

/**
 * Finds the parts that a path must not contain (SPEC "The event and the path"): a dot segment, a backslash or a control
 * character, either plain or encoded up to three times. This makes sure that a service cannot resolve the path to
 * another path than the one that the gateway checked.
 */
public final class HostilePath {
    private static final int LEVELS = 3;

    private HostilePath() {}

    /** The reason why this path is refused; empty when it is accepted. */
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

    /** Also true for {@code ..;x}: some servers remove the parameter before they resolve the segment. */
    private static boolean isDotSegment(String segment) {
        int parameter = segment.indexOf(';');
        String name = parameter < 0 ? segment : segment.substring(0, parameter);
        return name.equals(".") || name.equals("..");
    }
}
