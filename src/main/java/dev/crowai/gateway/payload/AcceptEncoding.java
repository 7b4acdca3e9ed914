package dev.crowai.gateway.payload;

import dev.crowai.gateway.http.Headers;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads {@code Accept-Encoding} (RFC 9110 §12.5.3). */
public final class AcceptEncoding {
    private AcceptEncoding() {}

    /**
     * Whether the client accepts gzip: the field names it with a weight above zero, or does not name it and {@code *}
     * has one. Without the field the result is false, because a client that sends none often cannot decode any coding.
     */
    public static boolean gzip(Headers headers) {
        Optional<String> field = headers.joined("Accept-Encoding");
        OptionalDouble named = weight(field.orElse(""), "gzip", "x-gzip");
        OptionalDouble weight = named.isPresent() ? named : weight(field.orElse(""), "*", "*");
        return weight.orElse(0) > 0;
    }

    /** The highest weight of a coding; empty when the field does not name it. */
    private static OptionalDouble weight(String field, String coding, String alias) {
        OptionalDouble highest = OptionalDouble.empty();
        for (String element : field.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = element.split(";", -1);
            String name = parts[0].strip();
            if (name.equals(coding) || name.equals(alias)) {
                highest = OptionalDouble.of(Math.max(highest.orElse(0), weight(parts)));
            }
        }
        return highest;
    }

    /** The weight of an element: 1 when none is given, 0 when it is malformed. */
    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                String value = parameter.substring(2);
                return value.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(value) : 0;
            }
        }
        return 1;
    }
}
