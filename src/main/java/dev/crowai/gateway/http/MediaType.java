package dev.crowai.gateway.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The parsed value of {@code Content-Type} (RFC 9110 §8.3.1).
 *
 * @param name type and subtype in lower case, e.g. {@code text/html}
 * @param parameters values by name, without quotes; names are in lower case; if a name repeats, the first value counts
 */
public record MediaType(String name, Map<String, String> parameters) {
    public static final String EVENT_STREAM = "text/event-stream";

    public MediaType {
        parameters = Map.copyOf(parameters);
    }

    /** The media type of a message; empty when the field is absent or invalid. */
    public static Optional<MediaType> of(Headers headers) {
        return headers.first("Content-Type").flatMap(MediaType::parse);
    }

    /** The media type of a field value; empty when the value is invalid. Parameters without a value are left out. */
    public static Optional<MediaType> parse(String value) {
        List<String> parts = FieldList.split(value, ';');
        String name = parts.getFirst().toLowerCase(Locale.ROOT);
        int slash = name.indexOf('/');
        if (slash < 0 || !Headers.isToken(name.substring(0, slash)) || !Headers.isToken(name.substring(slash + 1))) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        FieldList.unquote(part.substring(equals + 1).strip()));
            }
        }
        return Optional.of(new MediaType(name, parameters));
    }

    public boolean isEventStream() {
        return name.equals(EVENT_STREAM);
    }
}
