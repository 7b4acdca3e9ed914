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
 * The cache directives of a request or a response (RFC 9111 §5.2). Doubtful values are read in the strict way: an
 * invalid number counts as zero; if a directive repeats, the most restrictive value counts; a quoted string without an
 * end hides no directive. Unknown directives have no effect (§5.2.3).
 */
final class CacheControl {
    /** The largest number of seconds; larger values count as this one (RFC 9111 §1.2.2). */
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

    /** The directives of {@code Pragma}, which has the same syntax (RFC 9111 §5.4). */
    static CacheControl ofPragma(Headers headers) {
        return of(headers, "Pragma");
    }

    /**
     * The directives of {@code CDN-Cache-Control} (RFC 9213), which is a dictionary of structured fields. A member with
     * the value {@code ?0} counts as absent; a value that is not an integer counts as zero. Empty when the field is
     * absent, empty or malformed.
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
            String[] parts = directive.split("=", 2);
            String name = parts[0];
            String value = parts.length == 1 ? NO_VALUE : value(name, parts[1]);
            values.computeIfAbsent(name.strip().toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1))
                    .add(value);
        }
        return new CacheControl(values);
    }

    /** White space around the equals sign is invalid (RFC 9111 §5.2), and so is an empty argument. */
    private static String value(String name, String argument) {
        if (argument.isEmpty()
                || !argument.strip().equals(argument)
                || !name.strip().equals(name)) {
            return INVALID;
        }
        return argument.length() > 2 && argument.startsWith("\"") && argument.endsWith("\"")
                ? argument.substring(1, argument.length() - 1)
                : argument;
    }

    /** Splits at commas, except those in a quoted string. */
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

    /**
     * The position after the quoted string that begins at {@code quote}; the position after the quote when the string
     * has no end.
     */
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

    /** Whether the directive is present without a value, which is valid for {@code max-stale}. */
    boolean isBare(String directive) {
        return values.getOrDefault(directive, List.of()).equals(List.of(NO_VALUE));
    }

    /**
     * The smallest number of seconds of the directive; an invalid number counts as 0; empty when the directive is
     * absent.
     */
    OptionalLong least(String directive) {
        return values.getOrDefault(directive, List.of()).stream()
                .mapToLong(value -> seconds(value, 0))
                .min();
    }

    /**
     * The largest number of seconds of the directive; an invalid number counts as {@link #LONGEST}; empty when the
     * directive is absent.
     */
    OptionalLong most(String directive) {
        return values.getOrDefault(directive, List.of()).stream()
                .mapToLong(value -> seconds(value, LONGEST))
                .max();
    }

    /** Parses digits, up to {@link #LONGEST} (RFC 9111 §1.2.2); any other text gives {@code otherwise}. */
    static long seconds(String digits, long otherwise) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return otherwise;
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 10 ? LONGEST : Math.min(Long.parseLong(significant), LONGEST);
    }
}
