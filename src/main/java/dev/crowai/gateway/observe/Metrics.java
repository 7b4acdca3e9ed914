package dev.crowai.gateway.observe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Adds to the log line of a request what it counts for. */
@FunctionalInterface
public interface Metrics {
    /** For a laptop, where nobody reads them. */
    Metrics NONE = (_, _, _) -> {};

    /** As members of the line itself, under that name of an environment. */
    static Metrics embedded(String environment) {
        return new EmbeddedMetrics(environment);
    }

    /** Adds to the line of a request that is answered now. */
    void addTo(ObjectNode line, FinishedRequest request, Instant now);
}
