package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recorded exchanges whose secrets, ids and times are placeholders. {@code <name>} stands for the same text wherever
 * it occurs and is learned from the first answer that has it; {@code <*>} stands for anything.
 */
public final class Recording {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("<([^>]+)>");

    private final Map<String, String> learned = new HashMap<>();

    /** The exchanges in a file of {@code contracts/}, in the order in which they happened. */
    static List<JsonNode> exchanges(String file) throws IOException {
        try (InputStream in = Recording.class.getResourceAsStream("/contracts/" + file)) {
            return List.copyOf(JSON.readTree(Objects.requireNonNull(in, file))
                    .valueStream()
                    .toList());
        }
    }

    /** Says beforehand what a placeholder stands for. */
    void learn(String name, String value) {
        learned.put(name, value);
    }

    /** The text with every placeholder filled in; {@code <name:decoded>} percent-decodes. */
    String fill(String template) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
    }

    private String value(String name) {
        String plain = name.replace(":decoded", "");
        String value = Optional.ofNullable(learned.get(plain))
                .orElseThrow(() -> new IllegalStateException("nothing learned for " + plain));
        return name.equals(plain) ? value : URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /** Whether a text is what was recorded; learns what it sees for the first time. */
    boolean matches(String template, String actual) {
        StringBuilder regex = new StringBuilder();
        Map<String, String> groups = new HashMap<>();
        Matcher placeholders = PLACEHOLDER.matcher(template);
        int end = 0;
        while (placeholders.find()) {
            regex.append(Pattern.quote(template.substring(end, placeholders.start())));
            String name = placeholders.group(1);
            if (name.equals("*")) {
                regex.append(".*");
            } else if (learned.containsKey(name)) {
                regex.append(Pattern.quote(learned.get(name)));
            } else {
                String group = "g" + groups.size();
                groups.put(group, name);
                regex.append("(?<").append(group).append(">.+?)");
            }
            end = placeholders.end();
        }
        Matcher matcher = Pattern.compile(regex + Pattern.quote(template.substring(end)), Pattern.DOTALL)
                .matcher(actual);
        if (!matcher.matches()) {
            return false;
        }
        groups.forEach((group, name) -> learned.put(name, matcher.group(group)));
        return true;
    }

    /** As {@link #matches(String, String)}, through a whole JSON document with exactly the same members. */
    boolean matches(JsonNode template, JsonNode actual) {
        if (template.isTextual()) {
            return template.asText().equals("<*>")
                    || (actual.isTextual() && matches(template.asText(), actual.asText()));
        }
        if (template.getNodeType() != actual.getNodeType() || template.size() != actual.size()) {
            return false;
        }
        return switch (template.getNodeType()) {
            case OBJECT ->
                template.properties().stream()
                        .allMatch(field ->
                                actual.has(field.getKey()) && matches(field.getValue(), actual.get(field.getKey())));
            case ARRAY -> {
                boolean all = true;
                for (int i = 0; i < template.size(); i++) {
                    all &= matches(template.get(i), actual.get(i));
                }
                yield all;
            }
            default -> template.equals(actual);
        };
    }

    public static JsonNode parse(String json) throws IOException {
        return JSON.readTree(json);
    }
}
