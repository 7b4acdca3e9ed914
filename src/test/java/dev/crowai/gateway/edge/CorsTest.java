package dev.crowai.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.testing.Exchanges;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** See SPEC "CORS and security headers". */
final class CorsTest {
    private static final String APP = "https://app.crowai.dev";
    private static final Handler NEVER_REACHED = _ -> {
        throw new AssertionError("the preflight went on");
    };

    private final Cors cors = new Cors(AllowedOrigins.in(Environment.DEV));

    @Test
    void answers_the_preflight_of_an_allowed_origin_by_itself() {
        Response answer = cors.handle(preflight(APP), NEVER_REACHED);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body().isEmpty()).isTrue();
        assertThat(answer.header("Access-Control-Allow-Origin")).hasValue(APP);
        assertThat(answer.header("Access-Control-Allow-Credentials")).hasValue("true");
        assertThat(answer.header("Access-Control-Allow-Methods")).hasValue("GET,POST,PUT,PATCH,DELETE,OPTIONS");
        assertThat(answer.header("Access-Control-Allow-Headers"))
                .hasValue("Content-Type, Authorization, X-Requested-With, X-API-Key, X-Organization-Id, X-Request-Id,"
                        + " If-None-Match, traceparent, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID");
        assertThat(answer.header("Access-Control-Max-Age")).hasValue("86400");
        assertThat(answer.headers().all("Vary")).containsExactly("Origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://app.crowai.dev.evil.example",
                "https://evilcrowai.dev",
                "https://other.crowai.dev",
                "http://app.crowai.dev",
                "https://APP.crowai.dev",
                "https://app.crowai.dev.",
                "https://app.crowai.dev/",
                "https://app.crowai.dev:443",
                "https://app.crowai.dev, https://app.crowai.dev",
                "http://localhost:3000",
                "null",
                "*",
                ""
            })
    void refuses_the_preflight_of_any_other_origin_without_cors_headers(String origin) {
        Exchange exchange = preflight(origin);

        Response answer = cors.handle(exchange, NEVER_REACHED);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body().utf8().orElseThrow())
                .contains("\"error\":\"Forbidden\"", "\"requestId\":\"" + Exchanges.REQUEST_ID + "\"");
        assertThat(corsFields(answer)).isEmpty();
        assertThat(answer.headers().all("Vary")).containsExactly("Origin");
        assertThat(exchange.record().snapshot().results()).contains(Refusal.Plain.ORIGIN);
    }

    @Test
    void refuses_a_preflight_with_two_origin_fields_though_each_is_allowed() {
        Exchange exchange = Exchanges.of(
                Method.OPTIONS,
                "/api/v1/products",
                "Origin",
                APP,
                "Origin",
                "https://crowai.dev",
                "Access-Control-Request-Method",
                "GET");

        assertThat(cors.handle(exchange, NEVER_REACHED).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nowhere", "/api/v1/nothing", "/health", "/docs", "/api/v1/products/1"})
    void answers_a_preflight_whatever_its_route_is(String path) {
        assertThat(cors.handle(preflight(path, APP), NEVER_REACHED).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {APP, "https://evil.example"})
    void a_malformed_request_is_no_preflight(String origin) {
        Exchange exchange = preflight("/api/v1/products/%2e%2e/users", origin);

        assertThat(cors.handle(exchange, _ -> Response.of(400)).status()).isEqualTo(400);
    }

    @Test
    void options_without_a_requested_method_goes_on() {
        Exchange exchange = Exchanges.of(Method.OPTIONS, "/api/v1/products", "Origin", APP);

        Response answer = cors.handle(exchange, _ -> Response.of(200));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).hasValue(APP);
        assertThat(answer.headers().has("Access-Control-Allow-Methods")).isFalse();
    }

    @Test
    void options_without_an_origin_goes_on() {
        Exchange exchange = Exchanges.of(Method.OPTIONS, "/api/v1/products", "Access-Control-Request-Method", "DELETE");

        assertThat(cors.handle(exchange, _ -> Response.of(200)).status()).isEqualTo(200);
    }

    @Test
    void another_method_is_no_preflight() {
        Exchange exchange = Exchanges.get(
                "/api/v1/products", "Origin", "https://evil.example", "Access-Control-Request-Method", "GET");

        assertThat(cors.handle(exchange, _ -> Response.of(200)).status()).isEqualTo(200);
    }

    @Test
    void lets_an_allowed_origin_read_the_answer() {
        Response answer = cors.handle(Exchanges.get("/api/v1/products", "origin", APP), _ -> Response.json(200, "{}"));

        assertThat(answer.body().utf8()).hasValue("{}");
        assertThat(answer.headers().all("Access-Control-Allow-Origin")).containsExactly(APP);
        assertThat(answer.headers().all("Access-Control-Allow-Credentials")).containsExactly("true");
        assertThat(answer.headers().all("Access-Control-Expose-Headers"))
                .containsExactly("X-Cache, X-Cache-Age, X-Gateway-Service, X-Gateway-Version, X-Request-Id, RateLimit,"
                        + " RateLimit-Policy, Retry-After, ETag, Server-Timing, Mcp-Session-Id, WWW-Authenticate,"
                        + " Location");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "https://App.crowai.dev", "null"})
    void serves_another_origin_without_letting_it_read_the_answer(String origin) {
        Response answer = cors.handle(Exchanges.get("/api/v1/products", "Origin", origin), _ -> Response.of(200));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(corsFields(answer)).isEmpty();
        assertThat(answer.header("Vary")).hasValue("Origin");
    }

    @Test
    void an_answer_without_origin_varies_by_it_too() {
        Response answer = cors.handle(Exchanges.get("/api/v1/products"), _ -> Response.of(200));

        assertThat(answer.header("Vary")).hasValue("Origin");
        assertThat(corsFields(answer)).isEmpty();
    }

    @Test
    void drops_what_a_service_says_about_cors() {
        Headers loose = Headers.of(
                "access-control-allow-origin", "*", "ACCESS-CONTROL-ALLOW-CREDENTIALS", "true", "X-Kept", "yes");

        Response toNobody = cors.handle(
                Exchanges.get("/api/v1/qna", "Origin", "https://evil.example"),
                _ -> Response.of(200).withHeaders(loose));
        Response toTheApp = cors.handle(
                Exchanges.get("/api/v1/qna", "Origin", APP),
                _ -> Response.of(200).withHeaders(loose));

        assertThat(corsFields(toNobody)).isEmpty();
        assertThat(toNobody.header("X-Kept")).hasValue("yes");
        assertThat(toTheApp.headers().all("Access-Control-Allow-Origin")).containsExactly(APP);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Accept-Encoding             | Accept-Encoding, Origin
                    Accept-Encoding, Accept     | Accept-Encoding, Accept, Origin
                    origin                      | origin
                    Accept, ORIGIN              | Accept, ORIGIN
                    Origin, origin, Accept      | Origin, Accept
                    X-Origin                    | X-Origin, Origin
                    ,Accept, ,                  | Accept, Origin
                    *                           | *
                    Accept, *                   | *
                    """)
    void adds_origin_to_what_a_service_varies_by(String theirs, String merged) {
        Response answer = cors.handle(
                Exchanges.get("/api/v1/products"), _ -> Response.of(200).with("Vary", theirs));

        assertThat(answer.headers().all("Vary")).containsExactly(merged);
    }

    @Test
    void merges_several_vary_fields_into_one() {
        Headers theirs = Headers.of("Vary", "Accept", "vary", "accept, Cookie");

        Response answer = cors.handle(
                Exchanges.get("/api/v1/products"), _ -> Response.of(200).withHeaders(theirs));

        assertThat(answer.headers().all("Vary")).containsExactly("Accept, Cookie, Origin");
    }

    @Test
    void letter_case_is_the_same_in_a_turkish_locale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            Response answer = cors.handle(
                    Exchanges.get("/api/v1/products", "ORIGIN", APP),
                    _ -> Response.of(200)
                            .withHeaders(Headers.of("VARY", "ORIGIN", "ACCESS-CONTROL-ALLOW-ORIGIN", "*")));

            assertThat(answer.headers().all("Vary")).containsExactly("ORIGIN");
            assertThat(answer.headers().all("Access-Control-Allow-Origin")).containsExactly(APP);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Exchange preflight(String origin) {
        return preflight("/api/v1/products", origin);
    }

    private static Exchange preflight(String path, String origin) {
        return Exchanges.of(Method.OPTIONS, path, "Origin", origin, "Access-Control-Request-Method", "DELETE");
    }

    private static List<String> corsFields(Response answer) {
        return answer.headers().names().stream()
                .filter(name -> name.startsWith("access-control-"))
                .toList();
    }
}
