package dev.crowai.gateway.observe;

import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Result;
import java.time.Instant;
import java.util.List;

/** Adds the metrics of a request to its log line. */
@FunctionalInterface
public interface Metrics {
    /**
     * The times of each piece of work, for the inspector of the local gateway, and {@code user}, the id of a known
     * caller. {@code begun} is when the request arrived, in nanoseconds of the process's clock. {@code spans} is when
     * each piece of work began and ended after that, in milliseconds. {@code beside} has the same for work that ran at
     * the same time as the request.
     */
    static Metrics spans() {
        return (line, request, _) -> {
            RequestRecord.Snapshot record = request.record();
            line.put("begun", record.begun());
            line.putRaw("spans", json(record.spans()));
            line.putRaw("beside", json(record.beside()));
            request.result(Result.Caller.class)
                    .flatMap(caller -> caller.identity().forwardedUserId())
                    .ifPresent(id -> line.put("user", id));
        };
    }

    private static String json(List<RequestRecord.Span> spans) {
        StringBuilder json = new StringBuilder(256).append('[');
        for (RequestRecord.Span span : spans) {
            json.append(json.length() == 1 ? "" : ",")
                    .append("{\"stage\":\"")
                    .append(span.stage().label())
                    .append("\",\"start\":")
                    .append(FinishedRequest.milliseconds(span.start()))
                    .append(",\"end\":")
                    .append(FinishedRequest.milliseconds(span.end()))
                    .append('}');
        }
        return json.append(']').toString();
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
