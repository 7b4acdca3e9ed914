package dev.crowai.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pages.BuiltInPages.ReadinessCheck;
import dev.crowai.gateway.pipeline.Deadline;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.testing.Exchanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuiltInPagesTest {
    private static final ReadinessCheck YES = _ -> true;

    private final LinkedHashMap<String, ReadinessCheck> checks = new LinkedHashMap<>();

    @Test
    void the_root_names_the_gateway() {
        Response answer = pages().handle(Exchanges.get("/"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).hasValue("application/json");
        assertThat(answer.body().utf8()).hasValue("{\"status\":\"ok\",\"service\":\"core-api-gateway\"}");
    }

    @Test
    void health_tells_the_time_and_checks_nothing() {
        checks.put("table", _ -> {
            throw new AssertionError("asked");
        });

        Response answer = pages().handle(Exchanges.get("/health"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().utf8()).hasValue("{\"status\":\"healthy\",\"timestamp\":\"2026-03-01T12:00:00Z\"}");
    }

    @Test
    void is_ready_when_every_check_passes() {
        checks.put("table", YES);
        checks.put("secrets", YES);

        Response answer = pages().handle(Exchanges.get("/ready"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().utf8()).hasValue("{\"ready\":true,\"checks\":{\"table\":true,\"secrets\":true}}");
    }

    @Test
    void is_not_ready_when_one_check_fails_and_still_asks_the_others() {
        checks.put("table", _ -> false);
        checks.put("secrets", YES);

        Response answer = pages().handle(Exchanges.get("/ready"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().utf8()).hasValue("{\"ready\":false,\"checks\":{\"table\":false,\"secrets\":true}}");
    }

    @Test
    void a_check_that_throws_has_failed() {
        checks.put("unchecked", _ -> {
            throw new IllegalStateException("secret detail");
        });
        checks.put("checked", _ -> {
            throw new java.io.IOException("secret detail");
        });

        Response answer = pages().handle(Exchanges.get("/ready"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().utf8())
                .hasValue("{\"ready\":false,\"checks\":{\"unchecked\":false,\"checked\":false}}");
    }

    @Test
    void an_interrupted_check_has_failed_and_the_interrupt_is_kept() {
        checks.put("table", _ -> {
            throw new InterruptedException();
        });

        Response answer = pages().handle(Exchanges.get("/ready"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(answer.status()).isEqualTo(503);
    }

    @Test
    void a_check_gets_no_more_time_than_the_request_has() {
        List<Duration> timeouts = new ArrayList<>();
        checks.put("table", timeouts::add);

        pages().handle(Exchanges.get("/ready"));
        pages().handle(hurried(Duration.ofMillis(300)));

        assertThat(timeouts).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/ready", "/docs"})
    void nobody_keeps_a_page(String path) {
        assertThat(pages().handle(Exchanges.get(path)).header("Cache-Control")).hasValue("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/ready", "/docs", "/docs/deeper"})
    void head_gets_what_get_gets_without_the_body(String path) {
        checks.put("table", _ -> false);
        Response get = pages().handle(Exchanges.get(path));

        Response head = pages().handle(Exchanges.head(path));

        assertThat(get.body().isEmpty()).isFalse();
        assertThat(head).isEqualTo(get.withBody(Body.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/", "/docs/openapi.json"})
    void documentation_is_answered_by_the_documentation(String path) {
        assertThat(pages().handle(Exchanges.get(path)).body().utf8()).hasValue("docs of " + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/api/v1/products"})
    void nothing_else_is_a_page(String path) {
        assertThatThrownBy(() -> pages().handle(Exchanges.get(path))).isInstanceOf(IllegalStateException.class);
    }

    private BuiltInPages pages() {
        return new BuiltInPages(
                Exchanges.CLOCK,
                checks,
                exchange -> Response.of(200)
                        .withBody(Body.of("docs of " + exchange.request().path())));
    }

    private static Exchange hurried(Duration time) {
        return Exchanges.of(
                Exchanges.request(Method.GET, "/ready", Headers.EMPTY, Body.EMPTY),
                Deadline.in(time, Exchanges.CLOCK),
                new RequestRecord(() -> 0L));
    }
}
