package dev.crowai.gateway.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * How every log event begins: {@code level}, {@code event}, {@code timestamp} (RFC 3339). The level stands first, so that
 * a filter need not parse the line.
 */
public final class LogEvent {
    private LogEvent() {}

    /** An event that is still to be filled. */
    public static ObjectNode begin(LogLevel level, String event, Instant at) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("level", level.label())
                .put("event", event)
                .put("timestamp", at.toString());
    }
}
