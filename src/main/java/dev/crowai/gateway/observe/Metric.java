package dev.crowai.gateway.observe;

import dev.crowai.gateway.pipeline.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The metrics of the gateway. Each has one value for the whole environment, and one for each value of its breakdowns.
 * CloudWatch charges for every combination of name and dimension values, so a breakdown must be useful and have few
 * values.
 */
public enum Metric {
    /** The number of requests. */
    REQUESTS("Requests", Unit.COUNT),
    /** The time from the event to the response. */
    LATENCY("Latency", Unit.MILLISECONDS),
    /** The time of the service, for requests that were forwarded. */
    UPSTREAM_LATENCY("UpstreamLatency", Unit.MILLISECONDS),
    /**
     * The service returned 5xx, no response, a late one or one that is not HTTP. It also counts when a stale response
     * replaced the failure.
     */
    UPSTREAM_ERRORS("UpstreamErrors", Unit.COUNT),
    /**
     * Whether a stored response was returned, as in {@code X-Cache}: 1, or 0 for a miss, so that the average is the hit
     * ratio.
     */
    CACHE_HITS("CacheHits", Unit.COUNT),
    /** Whether the service was called for a response that could have been stored: 1, or 0 for a hit. */
    CACHE_MISSES("CacheMisses", Unit.COUNT),
    /** Requests over a limit, whether refused or served because the deployment only observes. */
    RATE_LIMITED("RateLimited", Unit.COUNT),
    /** Requests that the gateway refused with 401. */
    AUTH_FAILURES("AuthFailures", Unit.COUNT),
    /** Requests that an access rule refused: 403, or 400 for a body that a rule could not read. */
    ACCESS_REFUSALS("AccessRefusals", Unit.COUNT),
    /** The auth, organization or user service gave one of the gateway's own lookups no usable response. */
    DEPENDENCY_FAILURES("DependencyFailures", Unit.COUNT),
    /** The table failed during the request, whatever the response was. */
    STORE_FAILURES("StoreFailures", Unit.COUNT),
    /** The table gave no count, so the instance counted alone. */
    LIMITER_FALLBACKS("LimiterFallbacks", Unit.COUNT);

    /** A CloudWatch unit. */
    enum Unit {
        COUNT("Count"),
        MILLISECONDS("Milliseconds");

        private final String label;

        Unit(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** A dimension in addition to {@link #ENVIRONMENT}. */
    enum Breakdown {
        /** A service of the catalogue, or {@code gateway}. */
        SERVICE("Service"),
        /**
         * The kind of the invalid credential: {@code session}, {@code api-key}, {@code jwt}, or {@code none} when there
         * was none.
         */
        KIND("Kind"),
        /** The service that a lookup called. */
        DEPENDENCY("Dependency");

        private final String label;

        Breakdown(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        Optional<String> valueFor(FinishedRequest request) {
            return switch (this) {
                case SERVICE -> Optional.of(request.exchange().route().serviceName());
                case KIND ->
                    request.result(Result.CredentialFailure.class)
                            .map(failure -> failure.kind().label());
                case DEPENDENCY -> request.result(Result.LookupFailure.class).map(Result.LookupFailure::service);
            };
        }
    }

    /** The namespace of all metrics in CloudWatch. */
    public static final String NAMESPACE = "crow-core-api-gateway";

    /** The dimension that every metric has. */
    static final String ENVIRONMENT = "Environment";

    private final String label;
    private final Unit unit;

    Metric(String label, Unit unit) {
        this.label = label;
        this.unit = unit;
    }

    /** The name in CloudWatch. */
    public String label() {
        return label;
    }

    Unit unit() {
        return unit;
    }

    /**
     * The breakdowns of a metric. Failures of the table and of lookups do not depend on the target service, so they
     * have no breakdown by service.
     */
    List<Breakdown> breakdowns() {
        return switch (this) {
            case REQUESTS,
                    LATENCY,
                    UPSTREAM_LATENCY,
                    UPSTREAM_ERRORS,
                    CACHE_HITS,
                    CACHE_MISSES,
                    RATE_LIMITED,
                    ACCESS_REFUSALS -> List.of(Breakdown.SERVICE);
            case AUTH_FAILURES -> List.of(Breakdown.SERVICE, Breakdown.KIND);
            case DEPENDENCY_FAILURES -> List.of(Breakdown.DEPENDENCY);
            case STORE_FAILURES, LIMITER_FALLBACKS -> List.of();
        };
    }

    /** The names of the dimensions of the metric, one list for each combination. */
    public List<List<String>> dimensionSets() {
        List<List<String>> sets = new ArrayList<>();
        sets.add(List.of(ENVIRONMENT));
        breakdowns().forEach(breakdown -> sets.add(List.of(ENVIRONMENT, breakdown.label())));
        return List.copyOf(sets);
    }
}
