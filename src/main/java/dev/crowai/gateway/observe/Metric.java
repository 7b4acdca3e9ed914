package dev.crowai.gateway.observe;

import dev.crowai.gateway.pipeline.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the gateway measures. Each is kept for the whole environment, and for each value of its breakdowns: CloudWatch
 * bills by name and combination of values, so a breakdown must help somebody, and has few values.
 */
public enum Metric {
    /** Every request: 1. */
    REQUESTS("Requests", Unit.COUNT),
    /** From the event to the answer. */
    LATENCY("Latency", Unit.MILLISECONDS),
    /** How long the service took, where one was asked. */
    UPSTREAM_LATENCY("UpstreamLatency", Unit.MILLISECONDS),
    /** The service answered 5xx, not at all, too late or no HTTP; also where a stale answer covered for it. */
    UPSTREAM_ERRORS("UpstreamErrors", Unit.COUNT),
    /** Answered by the table, as {@code X-Cache} says: 1, or 0 for a miss, so that the two make a ratio. */
    CACHE_HITS("CacheHits", Unit.COUNT),
    /** Answered by the service although an answer could have been stored: 1, or 0 for a hit. */
    CACHE_MISSES("CacheMisses", Unit.COUNT),
    /** Over a limit: refused, or served because the deployment only observes. */
    RATE_LIMITED("RateLimited", Unit.COUNT),
    /** Answered 401 by the gateway. */
    AUTH_FAILURES("AuthFailures", Unit.COUNT),
    /** Refused by an access rule: 403, or 400 for a body that a rule could not read. */
    ACCESS_REFUSALS("AccessRefusals", Unit.COUNT),
    /** The auth, organization or user service gave the gateway's own lookup no usable answer. */
    DEPENDENCY_FAILURES("DependencyFailures", Unit.COUNT),
    /** The table failed in the course of the request, whatever became of it. */
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

    /** A dimension beside {@link #ENVIRONMENT}. */
    enum Breakdown {
        /** A service of the catalogue, or {@code gateway}. */
        SERVICE("Service"),
        /** The credential that was no good: {@code session}, {@code api-key}, {@code jwt}, or {@code none} at all. */
        KIND("Kind"),
        /** The service that the lookup asked. */
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

    /** Where all metrics are in CloudWatch. */
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

    /** Which services are asked says nothing about the table or about a lookup that fails: those have none by service. */
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

    /** The names of the dimensions under which it is kept, one list for each combination. */
    public List<List<String>> dimensionSets() {
        List<List<String>> sets = new ArrayList<>();
        sets.add(List.of(ENVIRONMENT));
        breakdowns().forEach(breakdown -> sets.add(List.of(ENVIRONMENT, breakdown.label())));
        return List.copyOf(sets);
    }
}
