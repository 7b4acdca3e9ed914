package dev.crowai.gateway.observe;

import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.LogLevel;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request when its answer is known: what its log line and its metrics are made of.
 *
 * @param status of the answer
 * @param total nanoseconds that it took
 * @param stages nanoseconds by stage
 * @param notes what the chain has noted on the way
 */
record FinishedRequest(Exchange exchange, int status, long total, Map<String, Long> stages, Map<String, String> notes) {

    static FinishedRequest of(Exchange exchange, int status) {
        return new FinishedRequest(
                exchange,
                status,
                exchange.trail().total(),
                exchange.trail().stages(),
                exchange.trail().notes());
    }

    Optional<String> note(String fact) {
        return Optional.ofNullable(notes.get(fact));
    }

    private boolean says(String fact, String value) {
        return value.equals(notes.get(fact));
    }

    /** With one decimal. */
    static double milliseconds(long nanos) {
        return Math.round(nanos / 100_000.0) / 10.0;
    }

    Optional<Integer> upstreamStatus() {
        return note("upstreamStatus")
                .filter(value -> value.matches("[1-9][0-9]{2}"))
                .map(Integer::valueOf);
    }

    /**
     * {@code error} for a 5xx of the gateway's own making, since a service's own is that service's matter, and for a
     * write after which other readers may get an answer from before it; {@code warn} for one that was served without
     * the table.
     */
    LogLevel level() {
        boolean ownFailure = status >= 500 && !upstreamStatus().equals(Optional.of(status));
        if (ownFailure || says("cacheInvalidation", "failed")) {
            return LogLevel.ERROR;
        }
        return storeFailed() ? LogLevel.WARN : LogLevel.INFO;
    }

    /** What the request adds to the metrics; a count that is not here is 0. */
    Map<Metric, Double> measures() {
        Map<Metric, Double> measures = new EnumMap<>(Metric.class);
        measures.put(Metric.REQUESTS, 1.0);
        measures.put(Metric.LATENCY, milliseconds(total));
        Optional.ofNullable(stages.get("upstream"))
                .ifPresent(nanos -> measures.put(Metric.UPSTREAM_LATENCY, milliseconds(nanos)));
        note("cache").flatMap(FinishedRequest::isFromTable).ifPresent(hit -> {
            measures.put(Metric.CACHE_HITS, hit ? 1.0 : 0.0);
            measures.put(Metric.CACHE_MISSES, hit ? 0.0 : 1.0);
        });
        count(measures, Metric.UPSTREAM_ERRORS, upstreamFailed());
        count(measures, Metric.RATE_LIMITED, says("limit", "refused") || says("limit", "observed"));
        count(measures, Metric.AUTH_FAILURES, status == 401 && notes.containsKey("authFailure"));
        count(measures, Metric.ACCESS_REFUSALS, notes.containsKey("rule"));
        count(measures, Metric.DEPENDENCY_FAILURES, notes.containsKey("dependency"));
        count(measures, Metric.STORE_FAILURES, storeFailed());
        count(measures, Metric.LIMITER_FALLBACKS, says("limitStore", "failed"));
        return measures;
    }

    private static void count(Map<Metric, Double> measures, Metric metric, boolean happened) {
        if (happened) {
            measures.put(metric, 1.0);
        }
    }

    /** Whether the table answered; empty for a request that no stored answer may serve. */
    private static Optional<Boolean> isFromTable(String cache) {
        return switch (cache) {
            case "hit", "stale", "revalidated" -> Optional.of(true);
            case "miss", "store-failed" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private boolean upstreamFailed() {
        return notes.containsKey("upstreamFailure")
                || upstreamStatus().filter(code -> code >= 500).isPresent();
    }

    private boolean storeFailed() {
        return says("limitStore", "failed")
                || says("identityStore", "failed")
                || says("cacheStore", "failed")
                || says("cache", "store-failed")
                || says("cacheInvalidation", "failed")
                || says("eviction", "local");
    }
}
