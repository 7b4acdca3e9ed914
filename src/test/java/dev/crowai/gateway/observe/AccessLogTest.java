package dev.crowai.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.testing.Exchanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessLogTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> lines = new ArrayList<>();
    private final AccessLog accessLog = logInto(lines::add);

    @Test
    void one_line_tells_what_was_asked_and_what_came_of_it() throws Exception {
        AtomicLong nanos = new AtomicLong();
        Request request = Exchanges.request(Method.GET, "/api/v1/products/7?page=2", Headers.EMPTY, Body.EMPTY);
        Exchange exchange = Exchanges.of(request, nanos::get);

        accessLog.handle(exchange, inner -> {
            inner.record().time(Stage.AUTH, () -> nanos.addAndGet(1_240_000));
            inner.withIdentity(new Identity.SessionUser("user-1", new ActiveOrganization.None(), Secret.of("jwt")))
                    .withOrganization(Optional.of(Organization.of("organization-1")));
            inner.record().time(Stage.UPSTREAM, () -> nanos.addAndGet(34_000_000));
            inner.record().add(new Result.UpstreamResponse(200));
            inner.record().add(Result.Cache.MISS);
            inner.record().add(Result.Limit.ALLOWED);
            return Response.of(200);
        });

        assertThat(lines).hasSize(1);
        assertThat(JSON.readTree(lines.getFirst())).isEqualTo(JSON.readTree("""
                {
                  "level": "info", "event": "request", "timestamp": "2026-03-01T12:00:00Z",
                  "requestId": "request-1", "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                  "xrayTraceId": "1-4bf92f35-77b34da6a3ce929d0e0e4736",
                  "method": "GET", "path": "/api/v1/products/7", "service": "core-product-service", "status": 200,
                  "identity": "session", "organizationId": "organization-1", "upstreamStatus": 200,
                  "cache": "miss", "limit": "allowed",
                  "milliseconds": {"auth": 1.2, "upstream": 34.0, "total": 35.2},
                  "coldStart": false, "environment": "dev", "version": "7"
                }
                """));
    }

    @Test
    void the_level_stands_first_so_that_a_filter_need_not_parse_the_line() {
        accessLog.handle(Exchanges.get("/"), _ -> Response.of(200));

        assertThat(lines.getFirst()).startsWith("{\"level\":\"info\",");
    }

    @Test
    void the_answer_passes_untouched() {
        Response answer = Response.json(418, "{}");

        assertThat(accessLog.handle(Exchanges.get("/"), _ -> answer)).isSameAs(answer);
    }

    @Test
    void a_request_that_never_met_a_service_is_the_gateways_own() throws Exception {
        accessLog.handle(Exchanges.get("/nowhere"), inner -> {
            return inner.refuse(Problem.notFound("Route not found"));
        });

        JsonNode line = onlyLine();
        assertThat(line.path("service").textValue()).isEqualTo("gateway");
        assertThat(line.path("identity").textValue()).isEqualTo("none");
        assertThat(line.path("refusal").textValue()).isEqualTo("Route not found");
        assertThat(line.has("upstreamStatus")).isFalse();
        assertThat(line.has("organizationId")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "200, 200, info",
        "404, , info",
        "429, , info",
        "500, , error",
        "503, , error",
        "500, 500, info",
        "503, 503, info",
        "502, 200, error",
        "500, 503, error"
    })
    void the_level_is_error_for_the_gateways_own_failures_alone(
            int status, @Nullable Integer upstreamStatus, String level) throws Exception {
        accessLog.handle(Exchanges.get("/api/v1/products"), inner -> {
            if (upstreamStatus != null) {
                inner.record().add(new Result.UpstreamResponse(upstreamStatus));
            }
            return Response.of(status);
        });

        assertThat(onlyLine().path("level").textValue()).isEqualTo(level);
    }

    @Test
    void a_failure_is_logged_once_as_a_500_and_goes_on() throws Exception {
        Error fault = new LinkageError("secret");

        assertThatThrownBy(() -> accessLog.handle(Exchanges.get("/health"), _ -> {
                    throw fault;
                }))
                .isSameAs(fault);
        assertThat(onlyLine().path("status").intValue()).isEqualTo(500);
        assertThat(onlyLine().path("level").textValue()).isEqualTo("error");
        assertThat(lines.getFirst()).doesNotContain("secret");
    }

    @Test
    void a_log_that_fails_is_not_asked_twice() {
        AtomicInteger attempts = new AtomicInteger();
        AccessLog broken = logInto(_ -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("the log is gone");
        });

        assertThatThrownBy(() -> broken.handle(Exchanges.get("/"), _ -> Response.of(200)))
                .hasMessage("the log is gone");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void neither_query_nor_fields_nor_bodies_are_in_it() {
        Exchange exchange = Exchanges.post(
                "/api/v1/auth/reset-password/s3cret-token?token=s3cret-query",
                "s3cret-body",
                "Authorization",
                "Bearer s3cret-jwt",
                "Cookie",
                "better-auth.session_token=s3cret-cookie",
                "X-API-Key",
                "crow_s3cret",
                "X-Request-Id",
                "s3cret-id");

        accessLog.handle(exchange, _ -> Response.json(200, "s3cret-answer").with("Set-Cookie", "s3cret-cookie"));

        assertThat(lines).singleElement().asString().doesNotContain("s3cret");
    }

    @Test
    void no_path_can_forge_a_line() throws Exception {
        String path = "/api/v1/products/\",\"status\":200}\r\n{\"level\":\"info\\";

        accessLog.handle(
                Exchanges.of(Exchanges.request(Method.GET, path, Headers.EMPTY, Body.EMPTY)), _ -> Response.of(400));

        assertThat(lines.getFirst()).doesNotContain("\n", "\r");
        assertThat(onlyLine().path("path").textValue()).isEqualTo(path);
        assertThat(onlyLine().path("status").intValue()).isEqualTo(400);
    }

    @Test
    void no_constant_replaces_a_member() throws Exception {
        AccessLog log = new AccessLog(
                lines::add,
                Exchanges.CLOCK,
                Map.of("status", "constant", "cache", "constant"),
                () -> false,
                (_, _, _) -> {});

        log.handle(Exchanges.get("/health"), inner -> {
            inner.record().add(Result.Cache.HIT);
            return Response.of(200);
        });

        assertThat(onlyLine().path("status").intValue()).isEqualTo(200);
        assertThat(onlyLine().path("cache").textValue()).isEqualTo("hit");
    }

    @Test
    void the_first_request_of_a_process_is_a_cold_start_and_the_next_is_not() throws Exception {
        AtomicBoolean cold = new AtomicBoolean(true);
        AccessLog log =
                new AccessLog(lines::add, Exchanges.CLOCK, Map.of(), () -> cold.getAndSet(false), (_, _, _) -> {});
        Handler next = _ -> Response.of(200);

        log.handle(Exchanges.get("/"), next);
        log.handle(Exchanges.get("/"), next);

        assertThat(lines).hasSize(2);
        assertThat(JSON.readTree(lines.get(0)).path("coldStart").booleanValue()).isTrue();
        assertThat(JSON.readTree(lines.get(1)).path("coldStart").booleanValue()).isFalse();
    }

    @Test
    void a_line_is_alike_in_every_locale() {
        Handler next = _ -> Response.of(200);
        accessLog.handle(Exchanges.get("/api/v1/interactions/I"), next);
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            accessLog.handle(Exchanges.get("/api/v1/interactions/I"), next);
        } finally {
            Locale.setDefault(before);
        }

        assertThat(lines.get(1)).isEqualTo(lines.get(0));
    }

    private JsonNode onlyLine() throws JsonProcessingException {
        assertThat(lines).hasSize(1);
        return JSON.readTree(lines.getFirst());
    }

    private static AccessLog logInto(LogSink sink) {
        return new AccessLog(
                sink, Exchanges.CLOCK, Map.of("environment", "dev", "version", "7"), () -> false, (_, _, _) -> {});
    }
}
