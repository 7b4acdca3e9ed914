package dev.crowai.gateway.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.circuit.CircuitEvents;
import dev.crowai.gateway.pipeline.LogEvent;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.LogSink;
import java.time.Duration;
import java.time.InstantSource;

/** Logs when the circuit of a dependency opens, and why, and when it closes. */
record CircuitLog(LogSink log, InstantSource clock) implements CircuitEvents {
    @Override
    public void opened(String dependency, String cause, Duration openTime) {
        ObjectNode event = LogEvent.begin(LogLevel.WARN, "circuitOpened", clock.instant());
        event.put("dependency", dependency);
        event.put("cause", cause);
        event.put("restMs", openTime.toMillis());
        log.line(event.toString());
    }

    @Override
    public void closed(String dependency) {
        ObjectNode event = LogEvent.begin(LogLevel.INFO, "circuitClosed", clock.instant());
        event.put("dependency", dependency);
        log.line(event.toString());
    }
}
