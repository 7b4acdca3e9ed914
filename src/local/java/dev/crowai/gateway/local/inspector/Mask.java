package dev.crowai.gateway.local.inspector;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Hides secrets in header values, queries and bodies, unless they are requested. */
enum Mask {
    HIDDEN,
    SHOWN;

    private static final Set<String> SECRET = Set.of(
            "authorization",
            "x-api-key",
            "x-internal-key",
            "x-service-api-key",
            "x-crawler-secret",
            "x-system-token",
            "x-origin-verify",
            "set-auth-jwt",
            "stripe-signature");
    private static final Pattern COOKIE_VALUE = Pattern.compile("(?<==)[^;]*");
    private static final Pattern FIRST_COOKIE_VALUE = Pattern.compile("(?<==)[^;]+");
    private static final Pattern BEARER = Pattern.compile("(?<=^(?i:bearer|apikey|basic) ).*");
    private static final String SECRET_NAME = "(?:[a-z_-]*(?:password|token|secret)|code|key|api-?key)";
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?<![^&])(" + SECRET_NAME + "=)[^&\\s]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern SECRET_MEMBER =
            Pattern.compile("(\"" + SECRET_NAME + "\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"", Pattern.CASE_INSENSITIVE);
    private static final String DOTS = "…";

    /** The value as it may be shown. */
    String of(String name, String value) {
        if (this == SHOWN) {
            return value;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "cookie" -> COOKIE_VALUE.matcher(value).replaceAll(DOTS);
            case "set-cookie" -> FIRST_COOKIE_VALUE.matcher(value).replaceFirst(DOTS);
            case "authorization" -> {
                String hidden = BEARER.matcher(value).replaceFirst(DOTS);
                yield hidden.equals(value) ? DOTS : hidden;
            }
            default -> SECRET.contains(name.toLowerCase(Locale.ROOT)) ? DOTS : value;
        };
    }

    /** A raw query as it may be shown. */
    String query(String query) {
        return this == SHOWN ? query : SECRET_PARAMETER.matcher(query).replaceAll("$1" + DOTS);
    }

    /** A body as it may be shown: the values of members of JSON and of form fields that have secret names are hidden. */
    String body(String text) {
        return this == SHOWN
                ? text
                : SECRET_PARAMETER
                        .matcher(SECRET_MEMBER.matcher(text).replaceAll("$1\"" + DOTS + "\""))
                        .replaceAll("$1" + DOTS);
    }
}
