package dev.crowai.gateway.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crowai.gateway.pipeline.RequestRecord;
import java.time.Instant;

/** Adds the metrics of a request to its log line. */
@FunctionalInterface
public interface Metrics {
    /**
     * The times of each piece of work, for the inspector of the local gateway. {@code begun} is when the request
     * arrived, in nanoseconds of the process's clock. {@code spans} is when each piece of work began and ended after
     * that, in milliseconds.
     */
    static Metrics spans() {
        return (line, request, _) -> {
            RequestRecord.Snapshot record = request.record();
            line.put("begun", record.begun());
            ArrayNode spans = JsonNodeFactory.instance.arrayNode();
            record.spans()
                    .forEach(span -> spans.addObject()
                            .put("stage", span.stage().label())
                            .put("start", FinishedRequest.milliseconds(span.start()))
                            .put("end", FinishedRequest.milliseconds(span.end())));
            line.putRaw("spans", spans.toString());
        };
    }

    /**
     * Metrics as members of the line itself.
     *
     * @param environment the value of the dimension {@link Metric#ENVIRONMENT}
     */
    static Metrics embedded(String environment) {
        return new EmbeddedMetrics(environment);
    }

    /**
     * Adds to the line of a request.
     *
     * @param now the time of the line
     */
    void addTo(LogLine line, FinishedRequest request, Instant now);
}
