package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.demo.RecordingHandler;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDoorTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void describes_a_request_as_an_http_api_does() throws Exception {
        APIGatewayV2HTTPEvent event = get("/api/v1/products?a=1&a=2&b=x%20y", "User-Agent: a browser");

        assertThat(event.getVersion()).isEqualTo("2.0");
        assertThat(event.getRouteKey()).isEqualTo("$default");
        assertThat(event.getRawPath()).isEqualTo("/api/v1/products");
        assertThat(event.getRawQueryString()).isEqualTo("a=1&a=2&b=x%20y");
        assertThat(event.getQueryStringParameters()).isEqualTo(Map.of("a", "1,2", "b", "x y"));
        assertThat(event.getRequestContext().getStage()).isEqualTo("$default");
        assertThat(event.getRequestContext().getDomainName()).isEqualTo("api.example:8443");
        assertThat(event.getRequestContext().getTimeEpoch()).isPositive();
        assertThat(event.getRequestContext().getTime()).matches("\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000");
        assertThat(event.getRequestContext().getHttp().getMethod()).isEqualTo("GET");
        assertThat(event.getRequestContext().getHttp().getPath()).isEqualTo("/api/v1/products");
        assertThat(event.getRequestContext().getHttp().getProtocol()).isEqualTo("HTTP/1.1");
        assertThat(event.getRequestContext().getHttp().getSourceIp()).isEqualTo("127.0.0.1");
        assertThat(event.getRequestContext().getHttp().getUserAgent()).isEqualTo("a browser");
    }

    @Test
    void gives_every_request_its_own_id() throws Exception {
        assertThat(get("/").getRequestContext().getRequestId())
                .isNotBlank()
                .isNotEqualTo(get("/").getRequestContext().getRequestId());
    }

    @ParameterizedTest
    @CsvSource({
        "/a%2Fb/%20%C3%A9,             '/a/b/ é'",
        "/a%252e%252e/b,               /a%2e%2e/b",
        "//elsewhere.example/x,        //elsewhere.example/x",
        "/a/../b,                      /a/../b",
        "http://api.example/absolute?q, /absolute",
        "/a+b,                         /a+b"
    })
    void decodes_the_path_and_nothing_else(String target, String rawPath) throws Exception {
        assertThat(get(target).getRawPath()).isEqualTo(rawPath);
    }

    @Test
    void takes_cookies_out_of_the_headers() throws Exception {
        APIGatewayV2HTTPEvent event = get("/", "Cookie: a=1; b=2", "cookie: c=3");

        assertThat(event.getCookies()).containsExactly("a=1", "b=2", "c=3");
        assertThat(event.getHeaders()).doesNotContainKeys("cookie", "Cookie");
    }

    @Test
    void joins_repeated_headers_under_a_name_in_lower_case() throws Exception {
        APIGatewayV2HTTPEvent event = get("/", "X-Many: one", "x-MANY: two");

        assertThat(event.getHeaders()).containsEntry("x-many", "one,two");
    }

    @Test
    void appends_the_peer_to_what_the_client_says_about_its_address() throws Exception {
        APIGatewayV2HTTPEvent event = get("/", "X-Forwarded-For: 198.51.100.1");

        assertThat(event.getHeaders())
                .containsEntry("x-forwarded-for", "198.51.100.1, 127.0.0.1")
                .containsEntry("x-forwarded-proto", "http")
                .hasEntrySatisfying("x-amzn-trace-id", id -> assertThat(id).matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24}"));
    }

    @Test
    void sends_text_as_it_is() throws Exception {
        APIGatewayV2HTTPEvent event =
                post("application/json; charset=utf-8", "{\"é\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(event.getBody()).isEqualTo("{\"é\":1}");
        assertThat(event.getIsBase64Encoded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/x-www-form-urlencoded", "image/png"})
    void sends_what_is_no_text_type_as_base64(String type) throws Exception {
        APIGatewayV2HTTPEvent event = post(type, "plain".getBytes(StandardCharsets.UTF_8));

        assertThat(event.getIsBase64Encoded()).isTrue();
        assertThat(event.getBody()).isEqualTo("cGxhaW4=");
    }

    @Test
    void sends_a_text_type_whose_bytes_are_no_utf_8_as_base64() throws Exception {
        byte[] bytes = {'a', (byte) 0xff, 0};

        APIGatewayV2HTTPEvent event = post("application/json", bytes);

        assertThat(event.getIsBase64Encoded()).isTrue();
        assertThat(Base64.getDecoder().decode(event.getBody())).isEqualTo(bytes);
    }

    @Test
    void sends_no_body_where_there_is_none() throws Exception {
        APIGatewayV2HTTPEvent event = get("/");

        assertThat(event.getBody()).isNull();
        assertThat(event.getIsBase64Encoded()).isFalse();
    }

    @Test
    void gives_the_function_the_time_that_the_deployed_one_has() throws Exception {
        RecordingHandler handler = RecordingHandler.answering(200);
        try (HttpDoor door = HttpDoor.open(0, handler)) {
            RawClient.get(door.uri(), "/");
        }
        assertThat(handler.context().getRemainingTimeInMillis()).isBetween(1, 29_000);
    }

    @Test
    void writes_status_headers_and_each_cookie_on_its_own() throws Exception {
        HttpResponse<byte[]> response = answerTo(
                "GET",
                APIGatewayV2HTTPResponse.builder()
                        .withStatusCode(418)
                        .withHeaders(Map.of("X-Answer", "yes", "Content-Type", "text/plain"))
                        .withCookies(List.of("a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT"))
                        .withBody("é")
                        .build());

        assertThat(response.statusCode()).isEqualTo(418);
        assertThat(response.headers().firstValue("x-answer")).contains("yes");
        assertThat(response.headers().allValues("set-cookie"))
                .containsExactly("a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT");
        assertThat(response.body()).isEqualTo("é".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writes_the_bytes_behind_base64() throws Exception {
        HttpResponse<byte[]> response = answerTo(
                "GET",
                APIGatewayV2HTTPResponse.builder()
                        .withStatusCode(200)
                        .withBody("AP8=")
                        .withIsBase64Encoded(true)
                        .build());

        assertThat(response.body()).containsExactly(0, 0xff);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
    void writes_no_body_where_http_has_none(String method, int status) throws Exception {
        HttpResponse<byte[]> response = answerTo(
                method,
                APIGatewayV2HTTPResponse.builder()
                        .withStatusCode(status)
                        .withBody("stray")
                        .build());

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {7 * 1024 * 1024, 12 * 1024 * 1024})
    void refuses_a_body_that_lambda_or_the_http_api_would_not_take(int bytes) throws Exception {
        RecordingHandler handler = RecordingHandler.answering(200);
        try (HttpDoor door = HttpDoor.open(0, handler)) {
            HttpResponse<String> response = CLIENT.send(
                    HttpRequest.newBuilder(door.uri().resolve("/"))
                            .POST(BodyPublishers.ofByteArray(new byte[bytes]))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body()).contains("\"error\":\"Payload Too Large\"", "\"requestId\"");
            assertThat(handler.calls()).isZero();
        }
    }

    @Test
    void lets_the_script_of_an_allowed_page_read_that_its_photo_is_too_large() throws Exception {
        byte[] photo = new byte[4_800_000];
        try (HttpDoor door = HttpDoor.open(0, RecordingHandler.answering(200))) {
            for (String origin : new String[] {"http://localhost:3000", "https://evil.example"}) {
                HttpResponse<String> response = CLIENT.send(
                        HttpRequest.newBuilder(door.uri().resolve("/api/v1/cctv/frames"))
                                .header("Content-Type", "image/jpeg")
                                .header("Origin", origin)
                                .POST(BodyPublishers.ofByteArray(photo))
                                .build(),
                        BodyHandlers.ofString());

                assertThat(response.statusCode()).isEqualTo(413);
                assertThat(response.body()).contains("\"error\":\"Payload Too Large\"");
                assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                        .isEqualTo(Optional.of(origin).filter(page -> page.startsWith("http://localhost")));
                assertThat(response.headers().allValues("Vary")).containsExactly("Origin");
            }
        }
    }

    @Test
    void answers_500_in_the_error_shape_when_the_function_fails() throws Exception {
        try (HttpDoor door = HttpDoor.open(0, (payload, out, context) -> {
            throw new IllegalStateException("details for the log");
        })) {
            assertThat(RawClient.get(door.uri(), "/"))
                    .startsWith("HTTP/1.1 500 ")
                    .contains("\"error\":\"Internal Server Error\"")
                    .doesNotContain("details for the log");
        }
    }

    @Test
    void survives_a_target_that_is_no_uri() throws Exception {
        RecordingHandler handler = RecordingHandler.answering(200);
        try (HttpDoor door = HttpDoor.open(0, handler)) {
            assertThat(RawClient.get(door.uri(), "/a\\b|%zz")).startsWith("HTTP/1.1 400 ");
            assertThat(RawClient.get(door.uri(), "/fine")).startsWith("HTTP/1.1 200 ");
        }
    }

    private static APIGatewayV2HTTPEvent get(String target, String... headers) throws IOException {
        RecordingHandler handler = RecordingHandler.answering(200);
        try (HttpDoor door = HttpDoor.open(0, handler)) {
            assertThat(RawClient.get(door.uri(), target, headers)).startsWith("HTTP/1.1 200 ");
        }
        return handler.event();
    }

    private static APIGatewayV2HTTPEvent post(String type, byte[] body) throws Exception {
        RecordingHandler handler = RecordingHandler.answering(200);
        try (HttpDoor door = HttpDoor.open(0, handler)) {
            CLIENT.send(
                    HttpRequest.newBuilder(door.uri().resolve("/"))
                            .header("Content-Type", type)
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.discarding());
        }
        return handler.event();
    }

    private static HttpResponse<byte[]> answerTo(String method, APIGatewayV2HTTPResponse answer) throws Exception {
        try (HttpDoor door = HttpDoor.open(0, new RecordingHandler(answer))) {
            return CLIENT.send(
                    HttpRequest.newBuilder(door.uri().resolve("/"))
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }
}
