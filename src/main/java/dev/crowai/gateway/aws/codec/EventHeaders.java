package dev.crowai.gateway.aws.codec;

import dev.crowai.gateway.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the {@code headers} and {@code cookies} of an event into fields. All cookies become one {@code Cookie} field at
 * the end: those of {@code cookies}, or else those of the {@code Cookie} header. Entries without a value are left out.
 */
final class EventHeaders {
    private static final String COOKIE = "Cookie";
    private static final Map<String, String> NO_HEADERS = Map.of();
    private static final List<String> NO_COOKIES = List.of();

    private EventHeaders() {}

    /** The fields. When a field is malformed, it is left out and the fault is a 400. */
    static Decoded<Headers> decode(
            @Nullable Map<String, ? extends @Nullable String> headers,
            @Nullable List<? extends @Nullable String> cookies) {
        List<Headers.Field> fields = new ArrayList<>();
        List<String> cookieHeaders = new ArrayList<>();
        List<String> carried = new ArrayList<>();
        boolean faulty = false;
        for (Map.Entry<String, ? extends @Nullable String> entry :
                (headers == null ? NO_HEADERS : headers).entrySet()) {
            String value = entry.getValue();
            if (value == null) {
                continue;
            }
            if (!Headers.isToken(entry.getKey()) || !isPrintable(value)) {
                faulty = true;
            } else if (entry.getKey().equalsIgnoreCase(COOKIE)) {
                cookieHeaders.add(octets(value));
            } else {
                fields.add(new Headers.Field(entry.getKey(), octets(value)));
            }
        }
        for (String cookie : cookies == null ? NO_COOKIES : cookies) {
            if (cookie == null || cookie.isBlank()) {
                continue;
            }
            if (isPrintable(cookie)) {
                carried.add(octets(cookie));
            } else {
                faulty = true;
            }
        }
        List<String> crumbs = carried.isEmpty() ? cookieHeaders : carried;
        if (!crumbs.isEmpty()) {
            fields.add(new Headers.Field(COOKIE, String.join("; ", crumbs)));
        }
        return faulty
                ? Decoded.malformed(Headers.of(fields), "A header has an invalid name or value")
                : Decoded.of(Headers.of(fields));
    }

    /** Whether the value has no control characters except TAB (RFC 9110 §5.5). */
    private static boolean isPrintable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                return false;
            }
        }
        return true;
    }

    /**
     * A field value consists of octets. If the platform has decoded them as UTF-8, each octet becomes one character
     * again.
     */
    private static String octets(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0xFF) {
                return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return value;
    }
}
