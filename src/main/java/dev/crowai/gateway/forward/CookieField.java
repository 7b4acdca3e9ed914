package dev.crowai.gateway.forward;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The cookies of a request, by name (RFC 6265 §4.2.1). Pure. */
final class CookieField {
    /** The prefixes of the names of the auth service's cookies. */
    private static final List<String> AUTH_PREFIXES = List.of("better-auth.", "__secure-better-auth.");

    private CookieField() {}

    /**
     * The cookies that any service may receive, which are all except those of the auth service; empty when there are
     * none.
     */
    static Optional<String> withoutAuthCookies(String value) {
        String kept = Arrays.stream(value.split(";", -1))
                .map(String::strip)
                .filter(pair -> !pair.isEmpty() && !isAuthCookie(pair))
                .collect(Collectors.joining("; "));
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }

    /**
     * Whether a pair is a cookie of the auth service. Only the name is compared, without regard to letter case, because
     * no other service needs such a cookie. A comma separates pairs too, because several {@code Cookie} fields may be
     * joined by commas.
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
