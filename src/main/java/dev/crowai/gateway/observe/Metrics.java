package dev.crowai.gateway.observe;

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
            StringBuilder spans = new StringBuilder(256).append('[');
            for (RequestRecord.Span span : record.spans()) {
                spans.append(spans.length() == 1 ? "" : ",")
                        .append("{\"stage\":\"")
                        .append(span.stage().label())
                        .append("\",\"start\":")
                        .append(FinishedRequest.milliseconds(span.start()))
                        .append(",\"end\":")
                        .append(FinishedRequest.milliseconds(span.end()))
                        .append('}');
            }
            line.putRaw("spans", spans.append(']').toString());
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
