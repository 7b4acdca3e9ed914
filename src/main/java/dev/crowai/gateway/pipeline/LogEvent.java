package dev.crowai.gateway.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * The beginning of every log event: {@code level}, {@code event}, {@code timestamp} (RFC 3339). The level comes first,
 * so that a filter need not parse the line.
 */
public final class LogEvent {
    private LogEvent() {}

    /** An event with these members only; the caller adds the others. */
    public static ObjectNode begin(LogLevel level, String event, Instant at) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("level", level.label())
                .put("event", event)
                .put("timestamp", at.toString());
    }
}
