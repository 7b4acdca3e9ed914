package dev.crowai.gateway.local.inspector;

import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.observe.LoggedPath;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hides secrets in paths, queries, header values and bodies, unless they are requested. What has a secret name is
 * hidden whole. API keys, JWTs and session tokens are known by their shape too, wherever they stand.
 */
enum Mask {
    HIDDEN,
    SHOWN;

    private static final String DOTS = "…";
    private static final Set<String> SECRET = Set.of("x-internal-key", "x-origin-verify", "stripe-signature");

    /** Part of the names of other header fields that hold a secret. */
    private static final Pattern SECRET_FIELD =
            Pattern.compile("token|secret|password|credential|authorization|api-?key|jwt|csrf|xsrf");

    private static final Pattern COOKIE_VALUE = Pattern.compile("(?<==)[^;]*");
    private static final Pattern FIRST_COOKIE_VALUE = Pattern.compile("(?<==)[^;]+");
    private static final Pattern BEARER = Pattern.compile("(?<=^(?i:bearer|apikey|basic) ).*");
    private static final String SECRET_NAME = "(?:[a-z_.-]{0,40}(?:password|passwd|token|secret|signature)"
            + "(?:[_.-]?(?:confirm(?:ation)?|hash|value|key|[0-9]))?|code|otp|key|api[-_]?key|jwt)";
    private static final Pattern SECRET_PARAMETER = Pattern.compile(SECRET_NAME, Pattern.CASE_INSENSITIVE);

    /** A parameter in the middle of a text: of a URL, or of a form. */
    private static final Pattern PARAMETER_IN_TEXT =
            Pattern.compile("(?<![^?&;#\\s\"'])(" + SECRET_NAME + "=)[^&;#\\s\"'<>\\\\]+", Pattern.CASE_INSENSITIVE);

    /** A member of JSON with a text or a number; the preview of a body may end before the text does. */
    private static final Pattern SECRET_MEMBER = Pattern.compile(
            "(\"" + SECRET_NAME
                    + "\"\\s*+:\\s*+)(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+(?:\"|\\\\?$)|-?[0-9][0-9.eE+-]*+)",
            Pattern.CASE_INSENSITIVE);

    /** A part of a multipart form. */
    private static final Pattern SECRET_PART = Pattern.compile(
            "(\\bname=\"" + SECRET_NAME + "\"[^\\n]*+\\n(?:[^\\r\\n]++\\r?\\n)*+\\r?\\n)[^\\r\\n]*+",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern API_KEY = Pattern.compile("(?<![A-Za-z0-9])crow_[A-Za-z0-9_-]+");
    private static final Pattern JWT =
            Pattern.compile("(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)?");
    private static final Pattern SESSION =
            Pattern.compile("(?<![A-Za-z0-9])[A-Za-z0-9]{32}\\.[A-Za-z0-9+/_-]{20}[A-Za-z0-9+/_%=-]*");

    /** The value of a header field as it may be shown. */
    String of(String name, String value) {
        if (this == SHOWN) {
            return value;
        }
        String field = name.toLowerCase(Locale.ROOT);
        return switch (field) {
            case "cookie" -> COOKIE_VALUE.matcher(value).replaceAll(DOTS);
            case "set-cookie" -> FIRST_COOKIE_VALUE.matcher(value).replaceFirst(DOTS);
            case "authorization" -> {
                String hidden = BEARER.matcher(value).replaceFirst(DOTS);
                yield hidden.equals(value) ? DOTS : hidden;
            }
            case "location", "content-location", "referer" -> url(value);
            default -> isSecret(field) ? DOTS : body(value);
        };
    }

    private static boolean isSecret(String field) {
        return SECRET.contains(field) || (SECRET_FIELD.matcher(field).find() && !field.startsWith("access-control-"));
    }

    /** A path as the log shows it. */
    String path(String path) {
        return this == SHOWN || !path.startsWith("/") ? path : LoggedPath.of(path);
    }

    /** A raw query as it may be shown. */
    String query(String query) {
        return this == SHOWN
                ? query
                : Arrays.stream(query.split("&", -1)).map(Mask::parameter).collect(Collectors.joining("&"));
    }

    private static String parameter(String parameter) {
        int equals = parameter.indexOf('=');
        boolean isSecret = equals > 0
                && equals + 1 < parameter.length()
                && SECRET_PARAMETER
                        .matcher(Percent.decode(parameter.substring(0, equals)))
                        .matches();
        return isSecret ? parameter.substring(0, equals + 1) + DOTS : shapes(parameter);
    }

    /** A URL as it may be shown, with its path as the log would show it. */
    String url(String url) {
        if (this == SHOWN) {
            return url;
        }
        try {
            URI uri = URI.create(url);
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            int at = url.indexOf(path, uri.getRawAuthority() == null ? 0 : url.indexOf(uri.getRawAuthority()));
            return body(url.substring(0, at) + path(path) + url.substring(at + path.length()));
        } catch (IllegalArgumentException noUri) {
            return body(url);
        }
    }

    /** A body, or another text, as it may be shown: members of JSON, form fields and parameters of URLs are hidden. */
    String body(String text) {
        if (this == SHOWN) {
            return text;
        }
        String hidden = SECRET_MEMBER.matcher(text).replaceAll("$1\"" + DOTS + "\"");
        hidden = SECRET_PART.matcher(hidden).replaceAll("$1" + DOTS);
        return shapes(PARAMETER_IN_TEXT.matcher(hidden).replaceAll("$1" + DOTS));
    }

    private static String shapes(String text) {
        String hidden = API_KEY.matcher(text).replaceAll("crow_" + DOTS);
        hidden = JWT.matcher(hidden).replaceAll(DOTS);
        return SESSION.matcher(hidden).replaceAll(DOTS);
    }
}
