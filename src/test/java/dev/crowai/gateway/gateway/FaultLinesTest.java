package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.observe.EmbeddedMetricFormat;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator can read of a table or a process that fails, and at which level. */
final class FaultLinesTest {
    private static final String PRODUCTS = "/api/v1/products";
    private static final String ANN = "better-auth.session_token=ann.sig";
    private final TestGateway gateway = new TestGateway();
    private final LoggedRequests lines = new LoggedRequests(gateway);

    @ParameterizedTest
    @CsvSource({
        "get, GET, cache=store-failed, warn, true",
        "put, GET, identityStore=failed, warn, true",
        "get, GET, identityStore=failed, warn, true",
        "count, GET, limitStore=failed, warn, true",
        "increment, POST, cacheInvalidation=failed, error, false",
    })
    void a_table_that_fails_is_measured_although_the_request_is_served(
            String failing, Method method, String note, String level, boolean before) {
        StoreDouble store = new StoreDouble(gateway.clock());
        store.fail(failing);
        gateway.on(store, store);
        gateway.platform().onForward(Response.json(200, "{}").with("Cache-Control", "max-age=60"));

        Response answer = gateway.send(method, PRODUCTS, Body.EMPTY, "Cookie", ANN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(lines.last().path(note.split("=", 2)[0]).textValue()).isEqualTo(note.split("=", 2)[1]);
        assertThat(lines.last().path("level").textValue()).isEqualTo(level);
        assertThat(lines.metrics().contains("LimiterFallbacks")).isEqualTo(before);
        assertThat(lines.metrics()).contains("StoreFailures");
    }

    @Test
    void a_client_that_an_instance_refuses_by_its_own_count_is_a_fallback_too() {
        StoreDouble store = new StoreDouble(gateway.clock());
        store.fail("count");
        gateway.on(store, store).with("RATE_LIMITS", "{\"caller\":{\"limit\":1,\"window\":60}}");
        gateway.get(PRODUCTS, "Cookie", ANN);

        gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(lines.last().path("limit").textValue()).isEqualTo("refused");
        assertThat(lines.metrics()).contains("RateLimited", "LimiterFallbacks", "StoreFailures");
    }

    @Test
    void a_table_that_stays_away_is_told_once_a_minute_beside_the_lines_of_the_requests() {
        StoreDouble store = new StoreDouble(gateway.clock());
        store.fail("count");
        gateway.on(store, store);

        IntStream.range(0, 5).forEach(_ -> gateway.get("/health"));
        gateway.advance(Duration.ofMinutes(1));
        gateway.get("/health");

        assertThat(gateway.log().stream().filter(line -> line.contains("\"event\":\"limiterFallback\"")))
                .hasSize(2);
        assertThat(lines.all()).hasSize(6);
    }

    @Test
    void a_bug_is_one_line_about_the_request_beside_the_one_about_the_bug() {
        gateway.platform().onForward(_ -> {
            throw new IllegalStateException("s3cret");
        });

        gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(gateway.log()).hasSize(2).noneMatch(line -> line.contains("s3cret"));
        assertThat(lines.last().path("status").intValue()).isEqualTo(500);
        assertThat(lines.last().path("refusal").textValue()).isEqualTo("fault");
        assertThat(lines.last().path("level").textValue()).isEqualTo("error");
    }

    @Test
    void a_process_that_breaks_still_writes_the_line_of_the_request() {
        gateway.platform().onForward(_ -> {
            throw new OutOfMemoryError("as the test wants it");
        });

        assertThatThrownBy(() -> gateway.get(PRODUCTS, "Cookie", ANN)).isInstanceOf(OutOfMemoryError.class);

        assertThat(lines.last().path("status").intValue()).isEqualTo(500);
        assertThat(lines.metrics()).contains("Requests", "Latency");
    }

    @ParameterizedTest
    @ValueSource(strings = {"debug", "info", "warn", "error"})
    void no_level_keeps_the_metrics_back(String level) {
        gateway.with("LOG_LEVEL", level).get(PRODUCTS, "Cookie", ANN);

        assertThat(EmbeddedMetricFormat.read(lines.text())).containsEntry("Requests[Environment=dev]", 1.0);
    }

    @ParameterizedTest
    @CsvSource({
        "debug, request info; circuitOpened warn; limiterFallback warn; request warn; fault error; request error",
        "info, request info; circuitOpened warn; limiterFallback warn; request warn; fault error; request error",
        "warn, circuitOpened warn; limiterFallback warn; request warn; fault error; request error",
        "error, fault error; request error",
    })
    void a_laptop_writes_what_its_level_lets_through(String level, String written) {
        StoreDouble store = new StoreDouble(gateway.clock());
        gateway.on(store, store).with("LOG_LEVEL", level).with("ENVIRONMENT", "local");

        gateway.get("/health");
        store.fail("count");
        gateway.get("/health");
        store.mend();
        gateway.platform().onForward(_ -> {
            throw new IllegalStateException();
        });
        gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(gateway.log().stream()
                        .map(LoggedRequests::json)
                        .map(line -> line.path("event").textValue()
                                + " "
                                + line.path("level").textValue()))
                .containsExactly(written.split("; ", -1));
    }

    @Test
    void a_laptop_has_no_metrics_in_its_lines() {
        gateway.with("ENVIRONMENT", "local").get(PRODUCTS, "Cookie", ANN);

        assertThat(lines.last().has("_aws")).isFalse();
        assertThat(lines.last().has("Requests")).isFalse();
        assertThat(lines.last().path("status").intValue()).isEqualTo(200);
    }
}
