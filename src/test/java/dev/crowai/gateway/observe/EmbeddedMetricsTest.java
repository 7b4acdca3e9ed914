package dev.crowai.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class EmbeddedMetricsTest {
    private final List<String> lines = new ArrayList<>();
    private final AccessLog accessLog =
            new AccessLog(lines::add, Exchanges.CLOCK, Map.of(), () -> false, Metrics.embedded("dev"));

    @Test
    void a_request_is_measured_for_its_environment_and_its_service() {
        AtomicLong nanos = new AtomicLong();
        Exchange exchange = Exchanges.of(Exchanges.get("/api/v1/products").request(), nanos::get);

        accessLog.handle(exchange, inner -> {
            inner.record().time(Stage.UPSTREAM, () -> nanos.addAndGet(34_000_000));
            nanos.addAndGet(1_200_000);
            return Response.of(200);
        });

        assertThat(EmbeddedMetricFormat.read(lines.getFirst()))
                .isEqualTo(Map.of(
                        "Requests[Environment=dev]", 1.0,
                        "Requests[Environment=dev, Service=core-product-service]", 1.0,
                        "Latency[Environment=dev]", 35.2,
                        "Latency[Environment=dev, Service=core-product-service]", 35.2,
                        "UpstreamLatency[Environment=dev]", 34.0,
                        "UpstreamLatency[Environment=dev, Service=core-product-service]", 34.0));
    }

    @Test
    void the_moment_is_in_milliseconds_of_the_epoch() throws Exception {
        accessLog.handle(Exchanges.get("/health"), _ -> Response.of(200));

        JsonNode line = new JsonMapper().readTree(lines.getFirst());
        assertThat(line.at("/_aws/Timestamp").longValue()).isEqualTo(Exchanges.NOW.toEpochMilli());
    }

    static Stream<Arguments> results() {
        Result jwt = new Result.CredentialFailure(CredentialKind.JWT);
        Result late = new Result.UpstreamResponse(503);
        return Stream.of(
                counted("UpstreamErrors", 503, late),
                counted("UpstreamErrors CacheHits CacheMisses", 200, late, Result.Cache.STALE),
                counted("UpstreamErrors", 503, new Result.UpstreamFailure(FailureKind.UNREACHABLE)),
                counted("UpstreamErrors", 504, new Result.UpstreamFailure(FailureKind.TIMEOUT)),
                counted("UpstreamErrors", 502, new Result.UpstreamFailure(FailureKind.UNUSABLE)),
                counted("", 404, new Result.UpstreamResponse(404)),
                counted("", 401, new Result.UpstreamResponse(401)),
                counted("CacheHits CacheMisses", 200, Result.Cache.HIT),
                counted("CacheHits CacheMisses", 200, Result.Cache.REVALIDATED),
                counted("CacheHits CacheMisses", 200, Result.Cache.MISS),
                counted("", 200, Result.Cache.BYPASS),
                counted("CacheHits CacheMisses StoreFailures", 200, Result.Cache.STORE_FAILED),
                counted("StoreFailures", 200, Result.Degradation.CACHE_STORE),
                counted("StoreFailures", 200, Result.Degradation.CACHE_INVALIDATION),
                counted("StoreFailures", 200, Result.Degradation.IDENTITY_STORE),
                counted("", 200, Result.Degradation.ANONYMOUS_SESSION),
                counted("", 200, Result.Degradation.EVICTION_USER),
                counted("StoreFailures", 200, Result.Eviction.LOCAL),
                counted("", 200, Result.Eviction.SHARED),
                counted("StoreFailures LimiterFallbacks", 200, Result.Degradation.LIMIT_STORE),
                counted("", 200, Result.Limit.ALLOWED),
                counted("", 200, Result.Limit.FALLBACK),
                counted("RateLimited", 429, Result.Limit.REFUSED, new Refusal.OverLimit("standard")),
                counted("RateLimited", 200, Result.Limit.OBSERVED),
                counted("RateLimited", 429, Result.Limit.REFUSED, jwt),
                counted("AuthFailures", 401, jwt, Result.JwtFault.EXPIRED),
                counted("AccessRefusals", 403, new Refusal.ByAccessRule("users")),
                counted("AccessRefusals", 400, new Refusal.MalformedBody("users")),
                counted("", 404, new Refusal.Stated("Route not found")),
                counted("", 503, new Refusal.NotReady(List.of("table"))),
                counted("", 500, Refusal.Plain.FAULT),
                counted("DependencyFailures", 503, new Result.LookupFailure("core-user-service", "status 500")));
    }

    private static Arguments counted(String metrics, int status, Result... results) {
        return Arguments.of(List.of(results), status, metrics);
    }

    @ParameterizedTest
    @MethodSource("results")
    void what_went_wrong_counts_under_its_own_name(List<Result> results, int status, String counted) {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            results.forEach(inner.record()::add);
            return Response.of(status);
        });

        EmbeddedMetricFormat.read(lines.getFirst());
        List<String> expected = new ArrayList<>(List.of("Requests", "Latency"));
        if (!counted.isEmpty()) {
            expected.addAll(Arrays.asList(counted.split(" ", -1)));
        }
        assertThat(EmbeddedMetricFormat.names(lines.getFirst())).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void a_refusal_by_the_limit_takes_the_place_of_one_by_a_rule() {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            inner.refuse(Problem.forbidden("no"), new Refusal.ByAccessRule("users"));
            return inner.refuse(Problem.tooManyRequests("later"), new Refusal.OverLimit("standard"));
        });

        assertThat(EmbeddedMetricFormat.names(lines.getFirst())).doesNotContain("AccessRefusals");
        assertThat(lines.getFirst())
                .contains("\"refusal\":\"standard rate limit\"")
                .doesNotContain("\"rule\"");
    }

    @ParameterizedTest
    @CsvSource({"HIT, 1, 0", "STALE, 1, 0", "REVALIDATED, 1, 0", "MISS, 0, 1", "STORE_FAILED, 0, 1"})
    void a_hit_and_a_miss_both_tell_so_that_they_make_a_ratio(Result.Cache cache, double hits, double misses) {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            inner.record().add(cache);
            return Response.of(200);
        });

        assertThat(EmbeddedMetricFormat.read(lines.getFirst()))
                .containsEntry("CacheHits[Environment=dev]", hits)
                .containsEntry("CacheMisses[Environment=dev]", misses);
    }

    @Test
    void a_refused_caller_counts_by_the_kind_of_credential() {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            inner.record().add(new Result.CredentialFailure(CredentialKind.API_KEY));
            return Response.of(401);
        });

        assertThat(EmbeddedMetricFormat.read(lines.getFirst()))
                .containsEntry("AuthFailures[Environment=dev]", 1.0)
                .containsEntry("AuthFailures[Environment=dev, Kind=api-key]", 1.0)
                .containsEntry("AuthFailures[Environment=dev, Service=core-product-service]", 1.0)
                .doesNotContainKey("Requests[Environment=dev, Kind=api-key]");
    }

    @Test
    void a_failed_lookup_counts_for_the_service_that_was_asked() {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            inner.record().add(new Result.LookupFailure("core-auth-service", "status 500"));
            return Response.of(503);
        });

        assertThat(EmbeddedMetricFormat.read(lines.getFirst()))
                .containsEntry("DependencyFailures[Environment=dev]", 1.0)
                .containsEntry("DependencyFailures[Environment=dev, Dependency=core-auth-service]", 1.0);
    }

    @Test
    void a_line_without_metrics_is_the_same_otherwise() throws Exception {
        List<String> plain = new ArrayList<>();
        new AccessLog(plain::add, Exchanges.CLOCK, Map.of(), () -> false, (_, _, _) -> {})
                .handle(Exchanges.get("/health"), _ -> Response.of(200));
        accessLog.handle(Exchanges.get("/health"), _ -> Response.of(200));

        assertThat(lines.getFirst())
                .startsWith(plain.getFirst().substring(0, plain.getFirst().length() - 1) + ",\"Environment\":\"dev\"");
    }
}
