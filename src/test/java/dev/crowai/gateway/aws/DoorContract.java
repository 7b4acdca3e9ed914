package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client meets at every door of the gateway, whichever it is. */
abstract class DoorContract {
    static final String SESSION = "better-auth.session_token=ann.sig";
    private static final String PRODUCTS = "/api/v1/products";

    final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    /**
     * Sends a request through the door.
     *
     * @param target as it stands in the request line
     * @param headers name, value, name, value, …
     * @return what the client receives
     */
    abstract Response send(Method method, String target, Body body, String... headers) throws Exception;

    private Response get(String target, String... headers) throws Exception {
        return send(Method.GET, target, Body.EMPTY, headers);
    }

    private static void assertProblem(Response response, int status, String error) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(response.body().utf8().orElseThrow()).contains("\"error\":\"" + error + "\"", "\"requestId\":\"");
    }

    @Test
    void the_gateway_is_healthy() throws Exception {
        Response answer = get("/health");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().utf8().orElseThrow()).startsWith("{\"status\":\"healthy\",\"timestamp\":\"");
        assertThat(answer.header("X-Request-Id")).isPresent();
        assertThat(answer.header("Strict-Transport-Security")).isPresent();
        assertThat(answer.header("RateLimit")).isPresent();
    }

    @Test
    void a_clients_request_id_comes_back() throws Exception {
        assertThat(get("/health", "X-Request-Id", "web-1.2_3").headers().all("X-Request-Id"))
                .containsExactly("web-1.2_3");
    }

    @Test
    void a_field_value_in_utf_8_arrives_as_the_service_sent_it() throws Exception {
        String disposition = "attachment; filename=\"Größe – 尺寸 🙂.pdf\"";
        platform.onForward(Response.json(200, "{}").with("Content-Disposition", disposition));

        assertThat(get(PRODUCTS, "Cookie", SESSION).header("Content-Disposition"))
                .contains(disposition);
    }

    @Test
    void a_signed_in_users_request_reaches_the_service_as_that_user() throws Exception {
        platform.onForward(Response.json(200, "{\"name\":\"Ä\"}"));
        Response answer = get(PRODUCTS, "Cookie", "theme=dark; " + SESSION, "X-Organization-Id", "spoofed");
        Call call = platform.theForwarded();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Body.of("{\"name\":\"Ä\"}"));
        assertThat(call.headers().all("X-User-Id")).containsExactly("ann");
        assertThat(call.headers().all("X-Organization-Id")).containsExactly(Platform.ACME);
        assertThat(call.headers().all("Cookie")).containsExactly("theme=dark");
    }

    @Test
    void every_cookie_of_a_sign_in_comes_on_its_own() throws Exception {
        String expires = "better-auth.session_data=x; Expires=Tue, 01 Dec 2026 12:00:00 GMT; Path=/";
        platform.onForward(Response.json(200, "{}")
                .withHeaders(Headers.of("Set-Cookie", SESSION + "; HttpOnly", "Set-Cookie", expires)));
        Response answer = send(
                Method.POST,
                "/api/v1/auth/sign-in/email",
                Body.of("{\"email\":\"ann@acme.test\"}"),
                "Content-Type",
                "application/json");

        assertThat(answer.headers().all("Set-Cookie")).containsExactly(SESSION + "; HttpOnly", expires);
        assertThat(platform.theForwarded().body()).isEqualTo(Body.of("{\"email\":\"ann@acme.test\"}"));
    }

    @Test
    void several_cookies_of_a_client_reach_the_auth_service_in_their_order() throws Exception {
        get("/api/v1/auth/get-session", "Cookie", "a=1; " + SESSION + "; b=2");

        assertThat(platform.theForwarded().headers().all("Cookie")).containsExactly("a=1; " + SESSION + "; b=2");
    }

    @Test
    void a_field_that_came_twice_reaches_the_service_whole() throws Exception {
        get("/api/v1/auth/x", "X-Many", "one", "X-Many", "two");

        assertThat(platform.theForwarded()
                        .headers()
                        .joined("X-Many")
                        .orElseThrow()
                        .replace(" ", ""))
                .isEqualTo("one,two");
    }

    @Test
    void head_is_answered_without_a_body() throws Exception {
        Response answer = send(Method.HEAD, "/health", Body.EMPTY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Body.EMPTY);
        assertThat(answer.header("Content-Type")).isPresent();
    }

    @Test
    void an_answer_without_content_has_none() throws Exception {
        platform.onForward(Response.of(204).with("X-Own", "yes"));
        Response answer = send(Method.DELETE, PRODUCTS + "/1", Body.EMPTY, "Cookie", SESSION);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEqualTo(Body.EMPTY);
        assertThat(answer.header("X-Own")).contains("yes");
    }

    @Test
    void a_client_that_has_the_answer_gets_304_without_a_body() throws Exception {
        platform.onForward(Response.json(200, "{}").with("ETag", "\"v1\""));
        get(PRODUCTS, "Cookie", SESSION);
        Response answer = get(PRODUCTS, "Cookie", SESSION, "If-None-Match", "\"v1\"");

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEqualTo(Body.EMPTY);
        assertThat(answer.header("ETag")).contains("\"v1\"");
    }

    @Test
    void a_redirect_goes_to_the_client() throws Exception {
        platform.onForward(Response.of(302).with("Location", "https://elsewhere.example/x?a=%20"));
        Response answer = get("/api/v1/auth/callback", "Cookie", SESSION);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).contains("https://elsewhere.example/x?a=%20");
    }

    private static Body everyByte() {
        byte[] bytes = new byte[1024];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return Body.of(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "image/png", "application/json", "text/plain"})
    void bytes_pass_up_and_down_as_they_are(String type) throws Exception {
        platform.onForward(call -> new Response(200, Headers.of("Content-Type", type), call.body()));
        Response answer =
                send(Method.POST, "/api/v1/ingest/events", everyByte(), "Cookie", SESSION, "Content-Type", type);

        assertThat(platform.theForwarded().body()).isEqualTo(everyByte());
        assertThat(answer.body()).isEqualTo(everyByte());
        assertThat(answer.header("Content-Type")).contains(type);
    }

    @Test
    void a_compressed_answer_stays_compressed() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        Body gzipped = Body.of(out.toByteArray());
        platform.onForward(
                new Response(200, Headers.of("Content-Type", "application/json", "Content-Encoding", "gzip"), gzipped));
        Response answer = get(PRODUCTS, "Cookie", SESSION, "Accept-Encoding", "gzip");

        assertThat(answer.body()).isEqualTo(gzipped);
        assertThat(answer.header("Content-Encoding")).contains("gzip");
    }

    @Test
    void a_post_without_a_body_is_one_without_a_body() throws Exception {
        send(Method.POST, "/api/v1/auth/sign-out", Body.EMPTY, "Cookie", SESSION);

        assertThat(platform.theForwarded().body()).isEqualTo(Body.EMPTY);
        assertThat(platform.theForwarded().headers().all("Content-Type")).containsExactly("application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/products/caf%C3%A9%20%E2%82%AC,  /api/v1/products/caf%C3%A9%20%E2%82%AC",
        "/api/v1/products/%F0%9F%91%9F,           /api/v1/products/%F0%9F%91%9F",
        "/api/v1/products/100%25,                 /api/v1/products/100%25",
        "/api/v1/products/a+b:c@d,                /api/v1/products/a+b:c@d",
        "/api/v1/products/images/a%2Fb.png,       /api/v1/products/images/a%2Fb.png",
        "/api/v1/products/images/a/b.png,         /api/v1/products/images/a%2Fb.png",
        "/api/v1/products//x/,                    /api/v1/products//x/",
    })
    void a_path_reaches_the_service_as_it_was_meant(String target, String path) throws Exception {
        get(target, "Cookie", SESSION);

        assertThat(platform.theForwarded().uri().getRawPath()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=1&b=2&a=3", "q=a%20b+c%2Bd", "next=https%3A%2F%2Fx.test%2F%3Fa%3D1", "b&a=&=c", "e=%C3%A9"})
    void a_query_reaches_the_service_to_the_letter(String query) throws Exception {
        get(PRODUCTS + "?" + query, "Cookie", SESSION);

        assertThat(platform.theForwarded().uri().getRawQuery()).isEqualTo(query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/products/%2e%2e/users",
                "/api/v1/products/%252e%252e/users",
                "/api/v1/products/a%5Cb",
                "/api/v1/products/a%00b"
            })
    void a_hostile_path_is_refused_and_reaches_no_service(String target) throws Exception {
        assertProblem(get(target, "Cookie", SESSION), 400, "Bad Request");
        assertThat(platform.calls()).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource({"/nothing, Route not found", "/api/v1/nothing, Service not found", "/API/v1/products, Route not found"})
    void what_is_not_there_is_not_found(String target, String message) throws Exception {
        Response answer = get(target, "Cookie", SESSION);

        assertProblem(answer, 404, "Not Found");
        assertThat(answer.body().utf8().orElseThrow()).contains(message);
    }

    @Test
    void a_page_of_the_gateway_takes_no_other_method() throws Exception {
        Response answer = send(Method.POST, "/health", Body.of("{}"), "Content-Type", "application/json");

        assertProblem(answer, 405, "Method Not Allowed");
        assertThat(answer.header("Allow")).contains("GET, HEAD");
    }

    @Test
    void nobody_is_refused_where_a_caller_is_needed() throws Exception {
        Response answer = get(PRODUCTS);

        assertProblem(answer, 401, "Unauthorized");
        assertThat(answer.header("WWW-Authenticate")).isPresent();
        assertThat(platform.forwarded()).isEqualTo(List.of());
    }

    @Test
    void a_preflight_of_a_page_of_the_platform_is_answered() throws Exception {
        Response answer = preflight("https://dev.app.crowai.dev");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEqualTo(Body.EMPTY);
        assertThat(answer.header("Access-Control-Allow-Origin")).contains("https://dev.app.crowai.dev");
        assertThat(answer.header("Access-Control-Allow-Credentials")).contains("true");
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET,POST,PUT,PATCH,DELETE,OPTIONS");
        assertThat(answer.header("Vary")).contains("Origin");
    }

    @Test
    void a_preflight_of_any_other_page_is_refused() throws Exception {
        Response answer = preflight("https://elsewhere.example");

        assertProblem(answer, 403, "Forbidden");
        assertThat(answer.headers().has("Access-Control-Allow-Origin")).isFalse();
    }

    private Response preflight(String origin) throws Exception {
        return send(Method.OPTIONS, PRODUCTS, Body.EMPTY, "Origin", origin, "Access-Control-Request-Method", "PUT");
    }

    @Test
    void a_body_that_is_too_large_is_refused_and_reaches_no_service() throws Exception {
        Body tooLarge = Body.of(new byte[7 * 1024 * 1024]);

        assertProblem(
                send(Method.POST, PRODUCTS, tooLarge, "Cookie", SESSION, "Content-Type", "image/png"),
                413,
                "Payload Too Large");
        assertThat(platform.forwarded()).isEqualTo(List.of());
    }

    @Test
    void a_body_just_below_the_limit_passes_up_and_down() throws Exception {
        Body large = Body.of(new byte[4_600_000]);
        platform.onForward(call -> new Response(200, Headers.of("Content-Type", "image/png"), call.body()));
        Response answer =
                send(Method.POST, "/api/v1/ingest/events", large, "Cookie", SESSION, "Content-Type", "image/png");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(large);
    }

    @Test
    void an_answer_that_is_too_large_is_a_502() throws Exception {
        platform.onForward(
                new Response(200, Headers.of("Content-Type", "image/png"), Body.of(new byte[5 * 1024 * 1024])));

        assertProblem(get("/api/v1/ingest/events", "Cookie", SESSION), 502, "Bad Gateway");
    }

    @Test
    void a_fault_of_the_services_passes_through() throws Exception {
        platform.onForward(Response.json(500, "{\"own\":true}"));
        Response answer = get("/api/v1/ingest/events", "Cookie", SESSION);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo(Body.of("{\"own\":true}"));
    }
}
