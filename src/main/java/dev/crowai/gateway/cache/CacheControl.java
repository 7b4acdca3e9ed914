package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Headers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cache directives (RFC 9111 §5.2), of a request or a response. Whatever is doubtful is read the
 * strict way: a number that is none counts as zero, of several the one that allows least wins, and a quoted string
 * without an end hides nothing. Unknown directives are there and mean nothing (§5.2.3).
 */
final class CacheControl {
    /** RFC 9111 §1.2.2: what is larger counts as this. */
    static final long LONGEST = 1L << 31;

    private static final String NO_VALUE = "";
    private static final String INVALID = "?";

    private final Map<String, List<String>> values;

    private CacheControl(Map<String, List<String>> values) {
        this.values = values;
    }

    /** The directives of {@code Cache-Control}. */
    static CacheControl of(Headers headers) {
        return of(headers, "Cache-Control");
    }

    /** The directives of {@code Pragma}, whose syntax is the same (RFC 9111 §5.4). */
    static CacheControl ofPragma(Headers headers) {
        return of(headers, "Pragma");
    }

    /**
     * The directives of {@code CDN-Cache-Control} (RFC 9213), a dictionary of structured fields: a member that is
     * {@code ?0} counts as absent, a number of another type as zero. Empty when the field is absent, empty or malformed.
     */
    static Optional<CacheControl> targeted(Headers headers) {
        return headers.joined("CDN-Cache-Control")
                .flatMap(StructuredDictionary::parse)
                .filter(members -> !members.isEmpty())
                .map(members -> {
                    Map<String, List<String>> values = new HashMap<>();
                    members.forEach((name, value) -> text(value).ifPresent(text -> values.put(name, List.of(text))));
                    return new CacheControl(values);
                });
    }

    private static Optional<String> text(StructuredDictionary.Value value) {
        return switch (value) {
            case StructuredDictionary.Value.Truth truth -> truth.value() ? Optional.of(NO_VALUE) : Optional.empty();
            case StructuredDictionary.Value.Whole whole -> Optional.of(Long.toString(whole.value()));
            case StructuredDictionary.Value.Other _ -> Optional.of(INVALID);
        };
    }

    private static CacheControl of(Headers headers, String field) {
        Map<String, List<String>> values = new HashMap<>();
        for (String directive : split(headers.joined(field).orElse(""))) {
            int equals = directive.indexOf('=');
            String name = equals < 0 ? directive : directive.substring(0, equals);
            String value = equals < 0 ? NO_VALUE : value(name, directive.substring(equals + 1));
            values.computeIfAbsent(name.strip().toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1))
                    .add(value);
        }
        return new CacheControl(values);
    }

    /** White space around the equals sign is an error (RFC 9111 §5.2). */
    private static String value(String name, String argument) {
        if (argument.isEmpty()
                || !argument.strip().equals(argument)
                || !name.strip().equals(name)) {
            return INVALID;
        }
        return argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"")
                ? argument.substring(1, argument.length() - 1)
                : argument;
    }

    /** The directives as they stand: a comma within a quoted string separates nothing. */
    private static List<String> split(String text) {
        List<String> directives = new ArrayList<>();
        int start = 0;
        int at = 0;
        boolean quotesEnd = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' && quotesEnd) {
                int after = afterQuoted(text, at);
                quotesEnd = after > at + 1;
                at = after;
            } else {
                if (c == ',') {
                    add(directives, text.substring(start, at));
                    start = at + 1;
                }
                at++;
            }
        }
        add(directives, text.substring(start));
        return directives;
    }

    private static void add(List<String> directives, String directive) {
        String stripped = directive.strip();
        if (!stripped.isEmpty()) {
            directives.add(stripped);
        }
    }

    /** The place after the quoted string that begins here, or after the quote alone when nothing ends it. */
    private static int afterQuoted(String text, int quote) {
        for (int at = quote + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '"') {
                return at + 1;
            }
        }
        return quote + 1;
    }

    boolean has(String directive) {
        return values.containsKey(directive);
    }

    /** Whether the directive is there without a value, as {@code max-stale} may be. */
    boolean isBare(String directive) {
        return values.getOrDefault(directive, List.of()).equals(List.of(NO_VALUE));
    }

    /** The smallest number of seconds that the directive gives, 0 for what is no number; empty when it is not there. */
    OptionalLong least(String directive) {
        return values.getOrDefault(directive, List.of()).stream()
                .mapToLong(value -> seconds(value, 0))
                .min();
    }

    /** The largest number of seconds that the directive gives, {@link #LONGEST} for what is no number. */
    OptionalLong most(String directive) {
        return values.getOrDefault(directive, List.of()).stream()
                .mapToLong(value -> seconds(value, LONGEST))
                .max();
    }

    /** RFC 9111 §1.2.2: digits alone, and no more than {@link #LONGEST}. */
    static long seconds(String digits, long otherwise) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return otherwise;
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 10 ? LONGEST : Math.min(Long.parseLong(significant), LONGEST);
    }
}
