package dev.crowai.gateway.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.pipeline.LogEvent;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.upstream.CircuitEvents;
import dev.crowai.gateway.upstream.UpstreamException;
import java.time.Duration;
import java.time.InstantSource;

/** Logs when the circuit of a service opens, and why, and when it closes. */
record CircuitLog(LogSink log, InstantSource clock) implements CircuitEvents {
    @Override
    public void opened(String host, UpstreamException.FailureKind why, Duration rest) {
        ObjectNode event = LogEvent.begin(LogLevel.WARN, "circuitOpened", clock.instant());
        event.put("host", host);
        event.put("cause", why.name());
        event.put("restMs", rest.toMillis());
        log.line(event.toString());
    }

    @Override
    public void closed(String host) {
        ObjectNode event = LogEvent.begin(LogLevel.INFO, "circuitClosed", clock.instant());
        event.put("host", host);
        log.line(event.toString());
    }
}
