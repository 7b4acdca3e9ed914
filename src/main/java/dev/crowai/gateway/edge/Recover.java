package dev.crowai.gateway.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.pipeline.Middleware;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Turns a bug into a 500 that says nothing, and into one log line that says where it is: the classes and frames of the
 * fault and its causes, never their messages, since a library may quote a header, a query or a body in one.
 *
 * <p>Every {@link RuntimeException} and {@link Error} is recovered from, a stack overflow included: its stack is gone.
 * Any other {@link VirtualMachineError} passes, since then no promise about this process holds.
 */
public final class Recover implements Middleware {
    private static final int MOST_CAUSES = 8;
    private static final int MOST_FRAMES = 64;

    private final LogSink log;
    private final InstantSource clock;

    public Recover(LogSink log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        try {
            return next.handle(exchange);
        } catch (RuntimeException | Error fault) {
            if (isBeyondRecovery(fault)) {
                throw fault;
            }
            exchange.trail().note("refusal", "fault");
            log.line(event(exchange, fault).toString());
            return Problem.internalServerError().toResponse(exchange.requestId());
        }
    }

    private static boolean isBeyondRecovery(Throwable fault) {
        return fault instanceof VirtualMachineError && !(fault instanceof StackOverflowError);
    }

    private ObjectNode event(Exchange exchange, Throwable fault) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("level", "error");
        event.put("event", "fault");
        event.put("timestamp", clock.instant().toString());
        event.put("requestId", exchange.requestId());
        event.put("traceId", exchange.trace().id());
        ArrayNode faults = event.putArray("faults");
        @Nullable Throwable cause = fault;
        while (cause != null && faults.size() < MOST_CAUSES) {
            describe(cause, faults.addObject());
            cause = cause.getCause();
        }
        return event;
    }

    private static void describe(Throwable fault, ObjectNode into) {
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
