package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of a response into the gateway's own type. Pure. */
final class FieldValues {
    private FieldValues() {}

    /** All fields. A name that begins with a colon is left out, because it is not a field name (RFC 9113 §8.3). */
    static Headers of(HttpHeaders headers) {
        List<Headers.Field> fields = new ArrayList<>();
        headers.map().forEach((name, values) -> {
            if (!name.startsWith(":")) {
                values.forEach(value -> fields.add(new Headers.Field(name, text(value))));
            }
        });
        return Headers.of(fields);
    }

    /**
     * The JDK decodes every byte as one character (ISO 8859-1). Services write UTF-8, so a value that is valid UTF-8 is
     * decoded as UTF-8. Any other value is not changed.
     */
    static String text(String value) {
        if (value.chars().allMatch(c -> c < 0x80)) {
            return value;
        }
        byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
        return Body.of(octets).utf8().orElse(value);
    }
}
