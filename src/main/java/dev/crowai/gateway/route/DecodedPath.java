package dev.crowai.gateway.route;

import dev.crowai.gateway.http.Percent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The path after a service's segment, in every way in which a service may read it: unchanged, and decoded up to three
 * times. A rule that closes a path applies when it matches any reading; a rule that opens a path applies when it
 * matches all readings. Empty segments are left out. A segment that consists only of a {@code ;} parameter or of spaces
 * is left out of one reading and kept in another, because some servers treat it as an id. Pure.
 *
 * @param readings the segments of each reading, with their parameters and in their letter case; the first reading is
 *     the path as received
 */
public record DecodedPath(List<List<String>> readings) {
    private static final int LEVELS = 3;
    private static final char UNDECODABLE = '\uFFFD';

    public DecodedPath {
        readings = readings.stream().map(List::copyOf).toList();
    }

    /**
     * Reads a path.
     *
     * @param path the encoded path
     * @return the readings; empty when the path is still encoded after three decodings, or is not UTF-8
     */
    public static Optional<DecodedPath> of(String path) {
        List<List<String>> readings = new ArrayList<>();
        String text = path;
        addReadings(text, readings);
        for (int level = 0; level < LEVELS; level++) {
            String decoded = Percent.decode(text);
            if (!decoded.equals(text)) {
                addReadings(decoded, readings);
            }
            text = decoded;
        }
        return text.indexOf(UNDECODABLE) < 0 && Percent.decode(text).equals(text)
                ? Optional.of(new DecodedPath(readings))
                : Optional.empty();
    }

    private static void addReadings(String text, List<List<String>> readings) {
        List<String> all = Arrays.stream(text.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
        List<String> named =
                all.stream().filter(segment -> !literal(segment).isEmpty()).toList();
        readings.add(named);
        if (named.size() < all.size()) {
            readings.add(all);
        }
    }

    /**
     * A segment in the form that is compared with a literal: in lower case, without parameters and without surrounding
     * spaces.
     */
    static String literal(String segment) {
        int parameter = segment.indexOf(';');
        String name = parameter < 0 ? segment : segment.substring(0, parameter);
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** The segments that follow a literal segment, anywhere in any reading. */
    public List<String> after(String literal) {
        List<String> found = new ArrayList<>();
        for (List<String> segments : readings) {
            for (int i = 1; i < segments.size(); i++) {
                if (literal(segments.get(i - 1)).equals(literal)) {
                    found.add(segments.get(i));
                }
            }
        }
        return found;
    }
}
