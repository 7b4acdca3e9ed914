package dev.crowai.gateway.local.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A request as a form on the docs page describes it.
 *
 * @param caller the key of the caller in {@link Callers}
 * @param target an encoded path, and after {@code ?} the raw query
 * @param headers the fields that the developer added
 */
record TryRequest(String caller, Method method, String target, Headers headers, Body body) {
    private static final Pattern TARGET = Pattern.compile("/[!-~]*");

    /**
     * Reads the JSON of a form.
     *
     * @throws IllegalArgumentException with what is wrong, for the developer
     */
    static TryRequest of(JsonNode json) {
        String method = json.path("method").asText();
        String target = json.path("target").asText();
        if (!TARGET.matcher(target).matches() || target.contains("#")) {
            throw new IllegalArgumentException(
                    "The path begins with a slash and is percent-encoded: no blanks, no letters beyond ASCII, no #");
        }
        return new TryRequest(
                json.path("caller").asText(),
                method(method),
                target,
                headers(json.path("headers").asText()),
                Body.of(json.path("body").asText()));
    }

    private static Method method(String name) {
        for (Method method : Method.values()) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        throw new IllegalArgumentException("No such method: " + name);
    }

    /** One field a line, {@code Name: value}. */
    private static Headers headers(String lines) {
        List<Headers.Field> fields = new ArrayList<>();
        for (String line : lines.lines().filter(text -> !text.isBlank()).toList()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("A header is \"Name: value\", not \"" + line + "\"");
            }
            fields.add(new Headers.Field(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
        return Headers.of(fields);
    }
}
