package dev.crowai.gateway.route;

import dev.crowai.gateway.http.Percent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What follows a service's segment, in every way in which a service may read it: as it came and decoded up to three
 * times. A rule that closes a path must match none of the readings, a rule that opens one must hold for all of them.
 * Empty segments are left out. Those that hold nothing but a {@code ;} parameter or space are left out of one reading
 * and kept in another: some servers take them for an id. Pure.
 *
 * @param readings the segments of each reading, with their parameters and in their letter case; the path as it came
 *     is the first
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
     * @param path encoded
     * @return empty when three decodings do not lead to plain text: something is still encoded, or is not UTF-8
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

    /** A segment as it is compared with a literal: without parameters and surrounding space, in lower case. */
    static String literal(String segment) {
        int parameter = segment.indexOf(';');
        String name = parameter < 0 ? segment : segment.substring(0, parameter);
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** The segments that follow a literal one, at any place of any reading. */
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
