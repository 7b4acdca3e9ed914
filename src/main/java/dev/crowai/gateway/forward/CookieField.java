package dev.crowai.gateway.forward;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The cookies of a request, by name (RFC 6265 §4.2.1). Pure. */
final class CookieField {
    /** How the names of the auth service's cookies begin. */
    private static final List<String> AUTH_PREFIXES = List.of("better-auth.", "__secure-better-auth.");

    private CookieField() {}

    /** The cookies that any service may see: all but the auth service's; empty when none is left. */
    static Optional<String> withoutAuthCookies(String value) {
        String kept = Arrays.stream(value.split(";", -1))
                .map(String::strip)
                .filter(pair -> !pair.isEmpty() && !isAuthCookie(pair))
                .collect(Collectors.joining("; "));
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }

    /**
     * Whether a pair is a cookie of the auth service. Only names count, in any letter case, since no other service needs
     * one in any spelling. A comma begins another pair: several {@code Cookie} fields are joined by commas on their way.
     */
    private static boolean isAuthCookie(String pair) {
        return Arrays.stream(pair.split(",", -1))
                .filter(part -> part.indexOf('=') >= 0)
                .map(part -> name(part))
                .anyMatch(name -> AUTH_PREFIXES.stream().anyMatch(name::startsWith));
    }

    private static String name(String pair) {
        String name = pair.substring(0, pair.indexOf('=')).strip().toLowerCase(Locale.ROOT);
        return name.startsWith("\"") ? name.substring(1) : name;
    }
}
