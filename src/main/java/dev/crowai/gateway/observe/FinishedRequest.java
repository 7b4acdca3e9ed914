package dev.crowai.gateway.observe;

import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request with its response. The log line and the metrics are made from it.
 *
 * @param status the status of the response
 * @param record the record of the request
 */
record FinishedRequest(Exchange exchange, int status, RequestRecord.Snapshot record) {

    static FinishedRequest of(Exchange exchange, int status) {
        return new FinishedRequest(exchange, status, exchange.record().snapshot());
    }

    /** Milliseconds, rounded to one decimal. */
    static double milliseconds(long nanos) {
        return Math.round(nanos / 100_000.0) / 10.0;
    }

    /** All results of one type. */
    <T extends Result> List<T> results(Class<T> type) {
        return record.results().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The result of a type of which a record contains at most one. */
    <T extends Result> Optional<T> result(Class<T> type) {
        return results(type).stream().findFirst();
    }

    /**
     * The level of the log line: {@code error} when the gateway itself returned a 5xx, or when stored responses from
     * before a write may still be served after it; {@code warn} after any other failure of the store. A 5xx of the
     * service is not an error of the gateway.
     */
    LogLevel level() {
        boolean ofService = result(Result.UpstreamResponse.class)
                .filter(response -> response.status() == status)
                .isPresent();
        LogLevel least = status >= 500 && !ofService ? LogLevel.ERROR : LogLevel.INFO;
        return record.results().stream()
                .map(FinishedRequest::level)
                .reduce(least, (one, other) -> one.compareTo(other) < 0 ? other : one);
    }

    private static LogLevel level(Result result) {
        if (result == Result.Degradation.CACHE_INVALIDATION) {
            return LogLevel.ERROR;
        }
        return isStoreFailure(result) ? LogLevel.WARN : LogLevel.INFO;
    }

    /** The values that the request adds to the metrics. A count that is missing here is 0. */
    Map<Metric, Double> measures() {
        Map<Metric, Double> measures = new EnumMap<>(Metric.class);
        measures.put(Metric.REQUESTS, 1.0);
        measures.put(Metric.LATENCY, milliseconds(record.total()));
        Optional.ofNullable(record.stages().get(Stage.UPSTREAM))
                .ifPresent(nanos -> measures.put(Metric.UPSTREAM_LATENCY, milliseconds(nanos)));
        for (Result result : record.results()) {
            counted(result).forEach(metric -> measures.put(metric, 1.0));
            if (isStoreFailure(result)) {
                measures.put(Metric.STORE_FAILURES, 1.0);
            }
        }
        if (measures.containsKey(Metric.CACHE_HITS) || measures.containsKey(Metric.CACHE_MISSES)) {
            measures.putIfAbsent(Metric.CACHE_HITS, 0.0);
            measures.putIfAbsent(Metric.CACHE_MISSES, 0.0);
        }
        return measures;
    }

    /** The metrics that a result counts in, except {@link Metric#STORE_FAILURES}. */
    private Set<Metric> counted(Result result) {
        return switch (result) {
            case Result.Limit limit ->
                switch (limit) {
                    case REFUSED, OBSERVED -> Set.of(Metric.RATE_LIMITED);
                    case ALLOWED, FALLBACK -> Set.of();
                };
            case Result.Cache cache ->
                switch (cache) {
                    case HIT, STALE, REVALIDATED -> Set.of(Metric.CACHE_HITS);
                    case MISS, STORE_FAILED -> Set.of(Metric.CACHE_MISSES);
                    case BYPASS -> Set.of();
                };
            case Result.UpstreamResponse response ->
                response.status() >= 500 ? Set.of(Metric.UPSTREAM_ERRORS) : Set.of();
            case Result.UpstreamFailure _ -> Set.of(Metric.UPSTREAM_ERRORS);
            case Result.LookupFailure _ -> Set.of(Metric.DEPENDENCY_FAILURES);
            case Result.CredentialFailure _ -> status == 401 ? Set.of(Metric.AUTH_FAILURES) : Set.of();
            case Refusal refusal ->
                switch (refusal) {
                    case Refusal.ByAccessRule _, Refusal.MalformedBody _ -> Set.of(Metric.ACCESS_REFUSALS);
                    case Refusal.Stated _, Refusal.OverLimit _, Refusal.NotReady _, Refusal.Plain _ -> Set.of();
                };
            case Result.Degradation degradation ->
                degradation == Result.Degradation.LIMIT_STORE ? Set.of(Metric.LIMITER_FALLBACKS) : Set.of();
            case Result.Caller _, Result.ResolvedOrganization _, Result.Eviction _, Result.JwtFault _ -> Set.of();
        };
    }

    private static boolean isStoreFailure(Result result) {
        return switch (result) {
            case Result.Degradation degradation ->
                switch (degradation) {
                    case LIMIT_STORE, IDENTITY_STORE, CACHE_STORE, CACHE_INVALIDATION -> true;
                    case ANONYMOUS_SESSION, EVICTION_USER -> false;
                };
            case Result.Cache cache -> cache == Result.Cache.STORE_FAILED;
            case Result.Eviction eviction -> eviction == Result.Eviction.LOCAL;
            case Result.Caller _,
                    Result.ResolvedOrganization _,
                    Result.Limit _,
                    Result.UpstreamResponse _,
                    Result.UpstreamFailure _,
                    Result.LookupFailure _,
                    Result.CredentialFailure _,
                    Result.JwtFault _,
                    Refusal _ -> false;
        };
    }
}
