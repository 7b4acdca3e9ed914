package dev.crowai.gateway.observe;

import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Result;
import java.time.Instant;
import java.util.List;

/** Adds to the log line of a request what it counts for. */
@FunctionalInterface
public interface Metrics {
    /**
     * For a laptop, where nobody reads metrics: {@code begun}, when the request arrived in nanoseconds of the process's
     * clock, and {@code spans}, when after that each piece of work began and ended, in milliseconds; {@code beside} has
     * the same of work that went on beside the request, and {@code user} the id of a known caller.
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

    /** As members of the line itself, under that name of an environment. */
    static Metrics embedded(String environment) {
        return new EmbeddedMetrics(environment);
    }

    /** Adds to the line of a request that is answered now. */
    void addTo(LogLine line, FinishedRequest request, Instant now);
}
