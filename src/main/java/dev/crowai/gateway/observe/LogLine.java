package dev.crowai.gateway.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import com.fasterxml.jackson.core.util.BufferRecycler;
import dev.crowai.gateway.pipeline.LogLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The members of one log line, and their JSON. It begins as every log event does: {@code level}, {@code event}, {@code
 * timestamp} (RFC 3339). When a member is set again, its position stays the same. Not thread-safe.
 */
final class LogLine {
    /** A value that is JSON already. */
    private record Raw(String json) {}

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MEMBERS = 48;

    private final Map<String, Object> members = LinkedHashMap.newLinkedHashMap(MEMBERS);

    static LogLine begin(LogLevel level, String event, Instant at) {
        return new LogLine().put("level", level.label()).put("event", event).put("timestamp", at.toString());
    }

    private LogLine set(String name, Object value) {
        members.put(name, value);
        return this;
    }

    LogLine put(String name, String value) {
        return set(name, value);
    }

    LogLine put(String name, long value) {
        return set(name, value);
    }

    LogLine put(String name, double value) {
        return set(name, value);
    }

    LogLine put(String name, boolean value) {
        return set(name, value);
    }

    /** Adds an object of numbers, in the order of the map. The map must not change afterwards. */
    LogLine putNumbers(String name, Map<String, Double> numbers) {
        return set(name, numbers);
    }

    /**
     * Adds a member whose value is JSON.
     *
     * @param json valid JSON without a line break
     */
    LogLine putRaw(String name, String json) {
        return set(name, new Raw(json));
    }

    /** Adds a member unless one of that name exists. */
    LogLine putIfAbsent(String name, String value) {
        members.putIfAbsent(name, value);
        return this;
    }

    /** The line as a JSON object, without a line break. */
    String json() {
        SegmentedStringWriter out = new SegmentedStringWriter(new BufferRecycler());
        try {
            try (JsonGenerator into = JSON.createGenerator(out)) {
                into.writeStartObject();
                for (Map.Entry<String, Object> member : members.entrySet()) {
                    into.writeFieldName(member.getKey());
                    write(into, member.getValue());
                }
                into.writeEndObject();
            }
            return out.getAndClear();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    private static void write(JsonGenerator into, Object value) throws IOException {
        switch (value) {
            case String text -> into.writeString(text);
            case Long number -> into.writeNumber(number);
            case Double number -> into.writeNumber(number);
            case Boolean flag -> into.writeBoolean(flag);
            case Raw raw -> into.writeRawValue(raw.json());
            case Map<?, ?> numbers -> {
                into.writeStartObject();
                for (Map.Entry<?, ?> number : numbers.entrySet()) {
                    into.writeFieldName(String.valueOf(number.getKey()));
                    write(into, number.getValue());
                }
                into.writeEndObject();
            }
            default -> throw new IllegalArgumentException("no member is a " + value.getClass());
        }
    }
}
