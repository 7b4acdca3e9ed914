package dev.crowai.gateway.edge;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.RequestRecord;
import java.util.StringJoiner;

/**
 * Ties an answer to its log line with {@code X-Request-Id}, and says with {@code Server-Timing} (W3C Server Timing §3)
 * where the time went: one entry a stage, and {@code total}. Both replace what a service sent under these names, so
 * that a stored answer never repeats the timing of an earlier request.
 */
public final class Correlate implements Middleware {

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response answer = next.handle(exchange);
        return answer.with("X-Request-Id", exchange.requestId())
                .with("Server-Timing", timing(exchange.record().snapshot()));
    }

    private static String timing(RequestRecord.Snapshot record) {
        StringJoiner entries = new StringJoiner(", ");
        record.stages().forEach((stage, nanos) -> entries.add(entry(stage.label(), nanos)));
        return entries.add(entry("total", record.total())).toString();
    }

    /** Milliseconds with one decimal, by integers: no locale has a say in it. */
    private static String entry(String stage, long nanos) {
        long tenths = Math.max(0, Math.round(nanos / 100_000.0));
        return stage + ";dur=" + tenths / 10 + "." + tenths % 10;
    }
}
