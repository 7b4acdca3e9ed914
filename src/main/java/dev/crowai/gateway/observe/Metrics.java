package dev.crowai.gateway.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crowai.gateway.pipeline.RequestRecord;
import java.time.Instant;
import java.util.List;

/** Adds to the log line of a request what it counts for. */
@FunctionalInterface
public interface Metrics {
    /**
     * For a laptop, where nobody reads metrics: {@code begun}, when the request arrived in nanoseconds of the process's
     * clock, and {@code spans}, when after that each piece of work began and ended, in milliseconds; {@code beside} has
     * the same of work that went on beside the request.
     */
    static Metrics spans() {
        return (line, request, _) -> {
            RequestRecord.Snapshot record = request.record();
            line.put("begun", record.begun());
            line.putRaw("spans", json(record.spans()));
            line.putRaw("beside", json(record.beside()));
        };
    }

    private static String json(List<RequestRecord.Span> spans) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        spans.forEach(span -> array.addObject()
                .put("stage", span.stage().label())
                .put("start", FinishedRequest.milliseconds(span.start()))
                .put("end", FinishedRequest.milliseconds(span.end())));
        return array.toString();
    }

    /** As members of the line itself, under that name of an environment. */
    static Metrics embedded(String environment) {
        return new EmbeddedMetrics(environment);
    }

    /** Adds to the line of a request that is answered now. */
    void addTo(LogLine line, FinishedRequest request, Instant now);
}
