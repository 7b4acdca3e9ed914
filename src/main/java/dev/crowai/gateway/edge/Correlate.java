package dev.crowai.gateway.edge;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.RequestRecord;
import java.util.StringJoiner;

/**
 * Adds {@code X-Request-Id}, which connects a response to its log line, and {@code Server-Timing} (W3C Server Timing
 * §3), which has one entry for each stage and {@code total}. Both replace the fields of a service with these names, so
 * that a stored response does not repeat the times of an earlier request.
 */
public final class Correlate implements Middleware {

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response response = next.handle(exchange);
        return response.with("X-Request-Id", exchange.requestId())
                .with("Server-Timing", timing(exchange.record().snapshot()));
    }

    private static String timing(RequestRecord.Snapshot record) {
        StringJoiner entries = new StringJoiner(", ");
        record.stages().forEach((stage, nanos) -> entries.add(entry(stage.label(), nanos)));
        return entries.add(entry("total", record.total())).toString();
    }

    /** One entry: milliseconds with one decimal. It is formatted with integers, so the locale has no effect. */
    private static String entry(String stage, long nanos) {
        long tenths = Math.max(0, Math.round(nanos / 100_000.0));
        return stage + ";dur=" + tenths / 10 + "." + tenths % 10;
    }
}
