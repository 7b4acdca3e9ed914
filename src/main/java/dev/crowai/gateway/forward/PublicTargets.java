package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.Route;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the internal host of a service by the public host in the URLs of response fields: {@code Location}, {@code
 * Content-Location}, and the targets in {@code Link} (RFC 8288 §3) and {@code Refresh}. Pure.
 */
final class PublicTargets {
    /**
     * The text before the URL: seconds, a separator, {@code url=} and an optional quote (WHATWG HTML §2.4.3.1.2). The
     * quantifiers are possessive and {@code .} matches every character, so the time grows with the length alone.
     */
    private static final Pattern REFRESH = Pattern.compile(
            "(\\s*+[0-9]++[0-9.]*+[\\s;,]*+(?:url\\s*+=\\s*+)?+)(?:([\"'])(.*?)(\\2.*+|$)|(.*+))",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private PublicTargets() {}

    /** The fields with the public host. */
    static Headers of(Headers headers, Route.ToService route, Request request) {
        UnaryOperator<String> open = url -> Target.publicLocation(url, route, request);
        return Headers.of(headers.fields().stream()
                .map(field -> new Headers.Field(
                        field.name(),
                        switch (field.name().toLowerCase(Locale.ROOT)) {
                            case "location", "content-location" -> open.apply(field.value());
                            case "link" -> link(field.value(), open);
                            case "refresh" -> refresh(field.value(), open);
                            default -> field.value();
                        }))
                .toList());
    }

    /** A URL is enclosed in {@code <} and {@code >}. These characters do not count in a quoted text. */
    private static String link(String value, UnaryOperator<String> open) {
        StringBuilder out = new StringBuilder(value.length());
        boolean quoted = false;
        int lastEnd = value.lastIndexOf('>');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int end = c == '<' && !quoted && i < lastEnd ? value.indexOf('>', i) : -1;
            if (end >= 0) {
                out.append('<').append(open.apply(value.substring(i + 1, end))).append('>');
                i = end;
                continue;
            }
            out.append(c);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted && i + 1 < value.length()) {
                i++;
                out.append(value.charAt(i));
            }
        }
        return out.toString();
    }

    private static String refresh(String value, UnaryOperator<String> open) {
        Matcher parts = REFRESH.matcher(value);
        if (!parts.matches()) {
            return value;
        }
        String quote = parts.group(2);
        return quote == null
                ? parts.group(1) + open.apply(parts.group(5))
                : parts.group(1) + quote + open.apply(parts.group(3)) + parts.group(4);
    }
}
