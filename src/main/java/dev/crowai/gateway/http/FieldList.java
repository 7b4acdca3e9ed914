package dev.crowai.gateway.http;

import java.util.ArrayList;
import java.util.List;

/** Splits field values at separators that stand outside of quoted strings (RFC 9110 §5.6). */
public final class FieldList {
    private FieldList() {}

    /** The elements of a comma-separated field, without surrounding white space; empty ones are left out. */
    public static List<String> elements(String value) {
        return split(value, ',').stream().filter(element -> !element.isEmpty()).toList();
    }

    /** The elements of all lines of a comma-separated field. */
    public static List<String> elements(Headers headers, String name) {
        return headers.all(name).stream()
                .flatMap(value -> elements(value).stream())
                .toList();
    }

    /** The parts between separators, without surrounding white space; at least one, which may be empty. */
    public static List<String> split(String value, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(value.substring(begin, i).strip());
                begin = i + 1;
            }
        }
        parts.add(value.substring(begin).strip());
        return parts;
    }

    /** The content of a quoted string (RFC 9110 §5.6.4); any other text as it is. */
    public static String unquote(String text) {
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
            return text;
        }
        StringBuilder content = new StringBuilder();
        for (int i = 1; i < text.length() - 1; i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length() - 1) {
                i++;
            }
            content.append(text.charAt(i));
        }
        return content.toString();
    }
}
