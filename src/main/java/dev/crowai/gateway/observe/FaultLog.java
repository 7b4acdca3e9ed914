package dev.crowai.gateway.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.pipeline.LogEvent;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.LogSink;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes where a bug is: the classes and stack frames of the exception and of its causes. It never writes their
 * messages, because a library may quote a header, a query or a body in a message.
 */
public final class FaultLog {
    private static final int MOST_CAUSES = 8;
    private static final int MOST_FRAMES = 64;

    private final LogSink log;
    private final InstantSource clock;

    public FaultLog(LogSink log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Writes one line about a request that has no trace id at this point. */
    public void write(String requestId, Throwable fault) {
        ObjectNode event = LogEvent.begin(LogLevel.ERROR, "fault", clock.instant());
        event.put("requestId", requestId);
        log.line(describe(fault, event).toString());
    }

    /** Writes one line about a request. */
    public void write(String requestId, String traceId, Throwable fault) {
        ObjectNode event = LogEvent.begin(LogLevel.ERROR, "fault", clock.instant());
        event.put("requestId", requestId).put("traceId", traceId);
        log.line(describe(fault, event).toString());
    }

    private static ObjectNode describe(Throwable fault, ObjectNode event) {
        ArrayNode faults = event.putArray("faults");
        @Nullable Throwable cause = fault;
        while (cause != null && faults.size() < MOST_CAUSES) {
            describeOne(cause, faults.addObject());
            cause = cause.getCause();
        }
        return event;
    }

    private static void describeOne(Throwable fault, ObjectNode into) {
        into.put("type", fault.getClass().getName());
        ArrayNode frames = into.putArray("frames");
        for (StackTraceElement frame : fault.getStackTrace()) {
            if (frames.size() == MOST_FRAMES) {
                break;
            }
            frames.add(frame.toString());
        }
    }
}
