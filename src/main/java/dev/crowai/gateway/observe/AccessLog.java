package dev.crowai.gateway.observe;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Stage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Writes exactly one JSON line for each request, also when a later step throws: the request, its caller, its result and
 * the time of each stage. The line contains no query, no field value and no body. It shows paths as {@link LoggedPath}
 * does.
 */
public final class AccessLog implements Middleware {
    private final LogSink log;
    private final InstantSource clock;
    private final Map<String, String> constants;
    private final BooleanSupplier coldStart;
    private final Metrics metrics;

    /**
     * The access log of one process.
     *
     * @param log receives every line, whatever its level, when the lines contain metrics
     * @param constants members that are the same on every line, such as the environment and the function's version
     * @param coldStart whether this is the first request of the process; called once for each request
     */
    public AccessLog(
            LogSink log,
            InstantSource clock,
            Map<String, String> constants,
            BooleanSupplier coldStart,
            Metrics metrics) {
        this.log = log;
        this.clock = clock;
        this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        this.coldStart = coldStart;
        this.metrics = metrics;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        boolean cold = coldStart.getAsBoolean();
        Response response;
        try {
            response = next.handle(exchange);
        } catch (RuntimeException | Error fault) {
            log.line(line(FinishedRequest.of(exchange, 500), cold));
            throw fault;
        }
        log.line(line(FinishedRequest.of(exchange, response.status()), cold));
        return response;
    }

    private String line(FinishedRequest request, boolean cold) {
        Exchange exchange = request.exchange();
        Instant now = clock.instant();
        LogLine line = LogLine.begin(request.level(), "request", now);
        line.put("requestId", exchange.requestId());
        line.put("traceId", exchange.trace().id());
        line.put("xrayTraceId", exchange.trace().xrayId());
        line.put("method", exchange.request().method().name());
        line.put("path", LoggedPath.of(exchange.request().path()));
        line.put("service", exchange.route().serviceName());
        line.put("status", request.status());
        line.put("identity", exchange.identity().kind());
        request.record().results().forEach(result -> LoggedResult.put(line, result));
        line.putNumbers("milliseconds", milliseconds(request));
        line.put("coldStart", cold);
        constants.forEach(line::putIfAbsent);
        metrics.addTo(line, request, now);
        return line.json();
    }

    private static Map<String, Double> milliseconds(FinishedRequest request) {
        Map<Stage, Long> stages = request.record().stages();
        Map<String, Double> milliseconds = LinkedHashMap.newLinkedHashMap(stages.size() + 1);
        stages.forEach((stage, nanos) -> milliseconds.put(stage.label(), FinishedRequest.milliseconds(nanos)));
        milliseconds.put("total", FinishedRequest.milliseconds(request.record().total()));
        return milliseconds;
    }
}
