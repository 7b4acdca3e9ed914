package dev.crowai.gateway.access;

import dev.crowai.gateway.http.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds parameters in a raw query, in every way in which a service may read the query. Pure. */
final class QueryParameters {
    private static final int LEVELS = 3;

    /** A name before its brackets, or the text inside brackets at the beginning. */
    private static final Pattern NAME = Pattern.compile("\\?*\\[?([^\\[\\]]*)");

    private QueryParameters() {}

    /**
     * The values of all parameters with one of these names. It finds repeated parameters, names that are encoded up to
     * three times, and names with brackets after them ({@code name[]=}, {@code name[0]=}) or around them ({@code
     * [name]=}). A {@code ?} before a name is ignored. A parameter without {@code =} has an empty value. Pairs are
     * separated by {@code &}; some servers also separate them by {@code ;}, so both ways are read.
     *
     * @param names compared exactly, after decoding
     */
    static List<String> values(String query, Set<String> names) {
        List<String> values = new ArrayList<>();
        collect(query.split("&", -1), names, values);
        if (query.indexOf(';') >= 0) {
            collect(query.split("[&;]", -1), names, values);
        }
        return values;
    }

    private static void collect(String[] pairs, Set<String> names, List<String> values) {
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (isOneOf(equals < 0 ? pair : pair.substring(0, equals), names)) {
                values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
    }

    private static boolean isOneOf(String encoded, Set<String> names) {
        String text = encoded;
        for (int level = 0; level <= LEVELS; level++) {
            Matcher name = NAME.matcher(text.strip());
            if (name.lookingAt() && names.contains(name.group(1).strip())) {
                return true;
            }
            text = decode(text);
        }
        return false;
    }

    /** Decodes {@code application/x-www-form-urlencoded}. */
    private static String decode(String text) {
        return Percent.decode(text.replace('+', ' '));
    }
}
