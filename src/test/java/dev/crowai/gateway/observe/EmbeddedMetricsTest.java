package dev.crowai.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Exchanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EmbeddedMetricsTest {
    private final List<String> lines = new ArrayList<>();
    private final AccessLog accessLog =
            new AccessLog(lines::add, Exchanges.CLOCK, Map.of(), () -> false, Metrics.embedded("dev"));

    @Test
    void a_request_is_measured_for_its_environment_and_its_service() {
        AtomicLong nanos = new AtomicLong();
        Exchange exchange = Exchanges.of(Exchanges.get("/api/v1/products").request(), nanos::get);

        accessLog.handle(exchange, inner -> {
            inner.trail().time("upstream", () -> nanos.addAndGet(34_000_000));
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            upstreamStatus=503           | 503 | UpstreamErrors
            upstreamStatus=503,cache=stale | 200 | UpstreamErrors CacheHits CacheMisses
            upstreamFailure=UNREACHABLE  | 503 | UpstreamErrors
            upstreamFailure=TIMEOUT      | 504 | UpstreamErrors
            upstreamFailure=UNUSABLE     | 502 | UpstreamErrors
            upstreamStatus=404           | 404 |
            upstreamStatus=401           | 401 |
            cache=hit                    | 200 | CacheHits CacheMisses
            cache=revalidated            | 200 | CacheHits CacheMisses
            cache=miss                   | 200 | CacheHits CacheMisses
            cache=bypass                 | 200 |
            cache=store-failed           | 200 | CacheHits CacheMisses StoreFailures
            cacheStore=failed            | 200 | StoreFailures
            cacheInvalidation=failed     | 200 | StoreFailures
            identityStore=failed         | 200 | StoreFailures
            eviction=local               | 200 | StoreFailures
            eviction=shared              | 200 |
            limitStore=failed            | 200 | StoreFailures LimiterFallbacks
            limit=allowed                | 200 |
            limit=refused                | 429 | RateLimited
            limit=observed               | 200 | RateLimited
            limit=refused,authFailure=jwt| 429 | RateLimited
            authFailure=jwt              | 401 | AuthFailures
            refusal=access,rule=users    | 403 | AccessRefusals
            dependency=core-user-service | 503 | DependencyFailures
            """)
    void what_went_wrong_counts_under_its_own_name(String notes, int status, String counted) {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            for (String note : notes.split(",", -1)) {
                inner.trail().note(note.split("=", 2)[0], note.split("=", 2)[1]);
            }
            return Response.of(status);
        });

        EmbeddedMetricFormat.read(lines.getFirst());
        List<String> expected = new ArrayList<>(List.of("Requests", "Latency"));
        if (counted != null) {
            expected.addAll(Arrays.asList(counted.split(" ", -1)));
        }
        assertThat(EmbeddedMetricFormat.names(lines.getFirst())).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @CsvSource({"hit, 1, 0", "stale, 1, 0", "revalidated, 1, 0", "miss, 0, 1", "store-failed, 0, 1"})
    void a_hit_and_a_miss_both_tell_so_that_they_make_a_ratio(String cache, double hits, double misses) {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            inner.trail().note("cache", cache);
            return Response.of(200);
        });

        assertThat(EmbeddedMetricFormat.read(lines.getFirst()))
                .containsEntry("CacheHits[Environment=dev]", hits)
                .containsEntry("CacheMisses[Environment=dev]", misses);
    }

    @Test
    void a_refused_caller_counts_by_the_kind_of_credential() {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            inner.trail().note("authFailure", "api-key");
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
            inner.trail().note("dependency", "core-auth-service");
            return Response.of(503);
        });

        assertThat(EmbeddedMetricFormat.read(lines.getFirst()))
                .containsEntry("DependencyFailures[Environment=dev]", 1.0)
                .containsEntry("DependencyFailures[Environment=dev, Dependency=core-auth-service]", 1.0);
    }

    @Test
    void no_note_replaces_a_value_or_a_dimension() {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            for (String member : List.of("Environment", "Service", "Requests", "Latency", "_aws")) {
                inner.trail().note(member, "note");
            }
            return Response.of(200);
        });

        assertThat(EmbeddedMetricFormat.read(lines.getFirst()))
                .containsEntry("Requests[Environment=dev, Service=core-product-service]", 1.0);
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
