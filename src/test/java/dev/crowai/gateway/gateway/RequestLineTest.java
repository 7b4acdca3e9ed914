package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.observe.EmbeddedMetricFormat;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.UpstreamException;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator can read of a request, over the whole gateway: one line, which is its metrics too. */
final class RequestLineTest {
    private static final String PRODUCTS = "/api/v1/products";
    private static final String ANN = "better-auth.session_token=ann.sig";
    private final TestGateway gateway = new TestGateway();
    private final LoggedRequests lines = new LoggedRequests(gateway);

    private static String otherSignature(String token) {
        int signature = token.lastIndexOf('.') + 1;
        return token.substring(0, signature)
                + new StringBuilder(token.substring(signature)).reverse().toString();
    }

    @Test
    void a_slow_request_says_where_its_time_went() {
        gateway.get(PRODUCTS, "Cookie", ANN);

        JsonNode line = lines.last();
        assertThat(line.path("milliseconds").properties().stream().map(stage -> stage.getKey()))
                .contains("auth", "organization", "cache", "limit", "upstream", "store", "total");
        assertThat(line.path("cache").textValue()).isEqualTo("miss");
        assertThat(line.path("coldStart").isBoolean()).isTrue();
        assertThat(lines.metrics())
                .contains("Requests", "Latency", "UpstreamLatency", "CacheHits", "CacheMisses")
                .doesNotContain("UpstreamErrors", "StoreFailures");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            GET     | /api/v1/products                    | -             | -                           | 401 | Authentication required                   | none
            GET     | /api/v1/products                    | Cookie        | better-auth.session_token=x | 401 | Authentication required                   | session
            GET     | /api/v1/products                    | Authorization | Basic YTpi                  | 401 | Authentication required                   | none
            GET     | /api/v1/products                    | X-API-Key     | crow_unknown                | 401 | API key is invalid or has been revoked    | api-key
            GET     | /api/v1/products                    | Authorization | Bearer e30.e30.e30          | 401 | The token is invalid or has expired       | jwt
            GET     | /api/v1/products                    | X-API-Key     | crow_nobody                 | 403 | The API key has no user                   | -
            GET     | /api/v1/products                    | X-API-Key     | crow_forged                 | 403 | The API key's user is not a member of its organization | -
            GET     | /api/v1/users/by-auth-id/bob        | Cookie        | better-auth.session_token=ann.sig | 403 | access                              | -
            POST    | /api/v1/auth/api-key/system-token   | -             | -                           | 403 | access                                    | -
            GET     | /api/v1/unknown                     | -             | -                           | 404 | Service not found                         | -
            GET     | /nowhere                            | -             | -                           | 404 | Route not found                           | -
            GET     | /docs/nowhere                       | -             | -                           | 404 | Route not found                           | -
            POST    | /health                             | -             | -                           | 405 | This method is not allowed here           | -
            GET     | /api/v1/products/%2e%2e/users       | -             | -                           | 400 | The path has a dot segment                | -
            GET     | /api/v1/products                    | X-Internal-Key| the-internal-key            | 400 | X-Organization-Id is not one id           | -
            """)
    void a_refused_request_says_why(
            Method method, String target, String name, String value, int status, String refusal, String kind) {
        String[] headers = name == null
                ? new String[] {"X-Organization-Id", "not one"}
                : new String[] {name, value, "X-Organization-Id", "not one"};

        Response answer = gateway.send(method, target, Body.EMPTY, headers);

        assertThat(answer.status()).isEqualTo(status);
        JsonNode line = lines.last();
        assertThat(line.path("status").intValue()).isEqualTo(status);
        assertThat(line.path("refusal").textValue()).isEqualTo(refusal);
        assertThat(line.path("authFailure").textValue()).isEqualTo(kind);
        assertThat(lines.metrics().contains("AuthFailures")).isEqualTo(status == 401);
    }

    @Test
    void a_malformed_event_says_what_is_wrong_with_it() {
        Request request = Exchanges.request(Method.POST, PRODUCTS, Headers.EMPTY, Body.EMPTY);

        gateway.handle(new Arrival(request, Optional.of(Problem.payloadTooLarge()), TestGateway.REQUEST_ID));

        assertThat(lines.last().path("status").intValue()).isEqualTo(413);
        assertThat(lines.last().path("refusal").textValue()).isEqualTo("The request body is too large");
    }

    @Test
    void a_preflight_of_another_origin_says_so() {
        gateway.send(
                Method.OPTIONS,
                PRODUCTS,
                Body.EMPTY,
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "GET");

        assertThat(lines.last().path("status").intValue()).isEqualTo(403);
        assertThat(lines.last().path("refusal").textValue()).isEqualTo("origin");
    }

    @Test
    void an_answer_that_is_too_large_says_so() {
        gateway.platform().onForward(Response.json(200, "x".repeat(7 * 1024 * 1024)));

        gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(lines.last().path("status").intValue()).isEqualTo(502);
        assertThat(lines.last().path("refusal").textValue()).isEqualTo("response too large");
        assertThat(lines.last().path("level").textValue()).isEqualTo("error");
    }

    @Test
    void a_gateway_that_is_not_ready_says_what_it_lacks() {
        gateway.checks().put("table", _ -> false);
        gateway.checks().put("secrets", _ -> true);

        gateway.get("/ready");

        assertThat(lines.last().path("refusal").textValue()).isEqualTo("not ready: table");
    }

    @Test
    void a_client_over_its_limit_says_which() {
        gateway.with("RATE_LIMITS", "{\"caller\":{\"limit\":1,\"window\":60}}");
        gateway.get(PRODUCTS, "Cookie", ANN);

        gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(lines.last().path("status").intValue()).isEqualTo(429);
        assertThat(lines.last().path("refusal").textValue()).isEqualTo("caller rate limit");
        assertThat(lines.last().path("limit").textValue()).isEqualTo("refused");
        assertThat(lines.metrics()).contains("RateLimited");
    }

    @Test
    void a_limit_that_is_only_observed_is_measured_all_the_same() {
        gateway.with("RATE_LIMITS", "{\"caller\":{\"limit\":1,\"window\":60}}").with("RATE_LIMIT_MODE", "observe");
        gateway.get(PRODUCTS, "Cookie", ANN);

        gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(lines.last().path("status").intValue()).isEqualTo(200);
        assertThat(lines.last().path("limit").textValue()).isEqualTo("observed");
        assertThat(lines.metrics()).contains("RateLimited");
    }

    @ParameterizedTest
    @CsvSource({
        "expired, -1, false",
        "signature, 900, true",
    })
    void a_refused_token_says_what_is_wrong_with_it(String reason, long seconds, boolean forged) {
        String token = gateway.platform()
                .jwt(
                        "ann",
                        claims -> claims.withExpiresAt(gateway.clock().instant().plusSeconds(seconds)));

        gateway.get(PRODUCTS, "Authorization", "Bearer " + (forged ? otherSignature(token) : token));

        assertThat(lines.last().path("status").intValue()).isEqualTo(401);
        assertThat(lines.last().path("authFailureReason").textValue()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/auth/get-session, core-auth-service",
        "/api/v1/organizations/by-auth-id/ba-acme, core-organization-service",
    })
    void a_failed_lookup_names_the_service_and_what_it_did(String path, String service) {
        gateway.platform().on(path, _ -> Response.of(500));

        gateway.get(PRODUCTS, "Cookie", ANN);

        JsonNode line = lines.last();
        assertThat(line.path("status").intValue()).isEqualTo(503);
        assertThat(line.path("level").textValue()).isEqualTo("error");
        assertThat(line.path("refusal").textValue()).isEqualTo(service + " is not responding");
        assertThat(line.path("dependency").textValue()).isEqualTo(service);
        assertThat(line.path("dependencyFailure").textValue()).isEqualTo(service + ": status 500");
        assertThat(EmbeddedMetricFormat.read(lines.text()))
                .containsEntry("DependencyFailures[Environment=dev, Dependency=" + service + "]", 1.0);
    }

    @Test
    void a_lookup_that_fails_on_the_way_out_counts_too() {
        gateway.platform().on("/api/v1/auth/get-session", _ -> Response.of(500));

        gateway.post("/api/v1/auth/revoke-sessions", "{}", "Cookie", ANN);

        assertThat(lines.last().path("status").intValue()).isEqualTo(200);
        assertThat(lines.last().path("dependency").textValue()).isEqualTo("core-auth-service");
        assertThat(lines.metrics()).contains("DependencyFailures");
    }

    @ParameterizedTest
    @CsvSource({"UNREACHABLE, 503", "TIMEOUT, 504", "UNUSABLE, 502", "BROKEN_OFF, 502"})
    void a_service_that_gives_no_answer_is_an_upstream_error(FailureKind kind, int status) {
        gateway.platform().onForward(_ -> {
            throw new UpstreamException(kind, "as the test wants it");
        });

        gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(lines.last().path("status").intValue()).isEqualTo(status);
        assertThat(lines.last().path("upstreamFailure").textValue()).isEqualTo(kind.name());
        assertThat(lines.metrics()).contains("UpstreamErrors", "UpstreamLatency");
    }

    @Test
    void a_services_own_5xx_is_an_upstream_error_and_none_of_the_gateways() {
        gateway.platform().onForward(Response.of(500));

        gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(lines.last().path("level").textValue()).isEqualTo("info");
        assertThat(lines.last().path("upstreamStatus").intValue()).isEqualTo(500);
        assertThat(lines.metrics()).contains("UpstreamErrors");
    }

    @Test
    void a_line_names_the_trace_as_x_ray_and_as_others_do() {
        gateway.get(
                "/health",
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "X-Amzn-Trace-Id",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");

        assertThat(lines.last().path("traceId").textValue()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(lines.last().path("xrayTraceId").textValue()).isEqualTo("1-5759e988-bd862e3fe1be46a994272793");
    }
}
