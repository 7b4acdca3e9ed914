package dev.crowai.gateway.edge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Trail;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Writes exactly one JSON line a request, also when the rest of the chain fails: what was asked, who by, what came of
 * it and where the time went. It holds no query, no field value and no body, and paths as {@link LoggedPath} shows them.
 *
 * <p>The level is {@code error} for a 5xx of the gateway's own making, else {@code info}: a service's own 5xx is passed
 * on and stays that service's matter.
 */
public final class AccessLog implements Middleware {
    private static final int MOST_CHARACTERS_OF_A_NOTE = 256;

    private final LogSink log;
    private final InstantSource clock;
    private final Map<String, String> constants;
    private final BooleanSupplier coldStart;

    /**
     * The log of one process.
     *
     * @param constants members that are the same on every line, such as the environment and the function's version
     * @param coldStart whether this is the first request of the process; asked once a request
     */
    public AccessLog(LogSink log, InstantSource clock, Map<String, String> constants, BooleanSupplier coldStart) {
        this.log = log;
        this.clock = clock;
        this.constants = Map.copyOf(constants);
        this.coldStart = coldStart;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        boolean cold = coldStart.getAsBoolean();
        Response answer;
        try {
            answer = next.handle(exchange);
        } catch (RuntimeException | Error fault) {
            log.line(line(exchange, 500, cold));
            throw fault;
        }
        log.line(line(exchange, answer.status(), cold));
        return answer;
    }

    private String line(Exchange exchange, int status, boolean cold) {
        Map<String, String> notes = exchange.trail().notes();
        Optional<Integer> upstreamStatus = upstreamStatus(notes);
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("level", isOwnFailure(status, upstreamStatus) ? "error" : "info");
        line.put("event", "request");
        line.put("timestamp", clock.instant().toString());
        line.put("requestId", exchange.requestId());
        line.put("traceId", exchange.trace().id());
        line.put("method", exchange.request().method().name());
        line.put("path", LoggedPath.of(exchange.request().path()));
        line.put("service", exchange.route().serviceName());
        line.put("status", status);
        line.put("identity", exchange.identity().kind());
        upstreamStatus.ifPresent(value -> line.put("upstreamStatus", value));
        notes.forEach((fact, value) -> note(line, fact, value));
        milliseconds(line.putObject("milliseconds"), exchange.trail());
        line.put("coldStart", cold);
        constants.forEach((name, value) -> line.putIfAbsent(name, line.textNode(value)));
        return line.toString();
    }

    /** An identity that was resolved further in is known by its note alone; no other note replaces a member. */
    private static void note(ObjectNode line, String fact, String value) {
        String shown = value.substring(0, Math.min(value.length(), MOST_CHARACTERS_OF_A_NOTE));
        if (fact.equals("identity") || !line.has(fact)) {
            line.put(fact, shown);
        }
    }

    private static void milliseconds(ObjectNode into, Trail trail) {
        trail.stages().forEach((stage, nanos) -> into.put(stage, milliseconds(nanos)));
        into.put("total", milliseconds(trail.total()));
    }

    /** With one decimal. */
    private static double milliseconds(long nanos) {
        return Math.round(nanos / 100_000.0) / 10.0;
    }

    private static boolean isOwnFailure(int status, Optional<Integer> upstreamStatus) {
        return status >= 500 && !upstreamStatus.equals(Optional.of(status));
    }

    private static Optional<Integer> upstreamStatus(Map<String, String> notes) {
        return Optional.ofNullable(notes.get("upstreamStatus"))
                .filter(value -> value.matches("[1-9][0-9]{2}"))
                .map(Integer::valueOf);
    }
}
