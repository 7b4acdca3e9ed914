package dev.crowai.gateway.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.RuntimeJson;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.payload.PayloadSize;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpApiCodecEncodeTest {
    private final HttpApiCodec codec = Codecs.codec();

    @Test
    void writes_status_and_fields() {
        APIGatewayV2HTTPResponse encoded = codec.encode(Response.of(404).with("X-One", "1"));

        assertThat(encoded.getStatusCode()).isEqualTo(404);
        assertThat(encoded.getHeaders()).containsEntry("X-One", "1");
    }

    @Test
    void joins_fields_that_repeat_in_any_letter_case() {
        Response response = Response.of(200).withHeaders(Headers.of("Vary", "Origin", "X", "1", "vary", "Accept"));

        assertThat(codec.encode(response).getHeaders())
                .containsEntry("Vary", "Origin, Accept")
                .hasSize(2);
    }

    @Test
    void puts_every_cookie_on_its_own_and_in_no_header() {
        Response response = Response.of(200)
                .withHeaders(Headers.of(
                        "Set-Cookie", "a=1; Expires=Tue, 24 Nov 2026 09:30:00 GMT", "set-cookie", "b=2", "X", "1"));

        APIGatewayV2HTTPResponse encoded = codec.encode(response);

        assertThat(encoded.getCookies()).containsExactly("a=1; Expires=Tue, 24 Nov 2026 09:30:00 GMT", "b=2");
        assertThat(encoded.getHeaders()).containsOnlyKeys("X");
    }

    @Test
    void leaves_the_length_to_the_platform() {
        assertThat(codec.encode(Response.of(200).with("content-length", "5")).getHeaders())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; charset=UTF-8",
                "application/problem+json",
                "text/html;charset=\"utf-8\"",
                "text/event-stream",
                "image/svg+xml",
                "application/xml; charset=utf8",
                "application/javascript",
                "application/x-www-form-urlencoded"
            })
    void writes_text_as_text(String type) {
        APIGatewayV2HTTPResponse encoded = codec.encode(typed(type, "\uFEFFé東🐦\u0000\n"));

        assertThat(encoded.getBody()).isEqualTo("\uFEFFé東🐦\u0000\n");
        assertThat(encoded.getIsBase64Encoded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/png",
                "application/octet-stream",
                "text/plain; charset=iso-8859-1",
                "text/plain; charset=\"UTF-16\"",
                "application/json ;  charset = windows-1252",
                "application/pdf",
                "json",
                ""
            })
    void writes_anything_else_in_base64(String type) {
        APIGatewayV2HTTPResponse encoded = codec.encode(typed(type, "é"));

        assertThat(encoded.getBody()).isEqualTo("w6k=");
        assertThat(encoded.getIsBase64Encoded()).isTrue();
    }

    @Test
    void writes_a_body_without_a_type_in_base64() {
        assertThat(codec.encode(Response.of(200).withBody(Body.of("é"))).getIsBase64Encoded())
                .isTrue();
    }

    @Test
    void writes_an_encoded_body_in_base64() {
        Response response = typed("application/json", "é").with("Content-Encoding", "gzip");

        assertThat(codec.encode(response).getBody()).isEqualTo("w6k=");
    }

    @Test
    void writes_bytes_that_are_not_utf_8_in_base64_whatever_their_type_says() {
        byte[] latin = "é".getBytes(StandardCharsets.ISO_8859_1);
        Response response = typed("application/json", "").withBody(Body.of(latin));

        assertThat(codec.encode(response).getBody()).isEqualTo("6Q==");
    }

    @Test
    void writes_a_replacement_character_that_was_really_sent_as_text() {
        assertThat(codec.encode(typed("application/json", "a\uFFFDb")).getBody())
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void writes_no_body_as_an_empty_text() {
        APIGatewayV2HTTPResponse encoded = codec.encode(typed("image/png", ""));

        assertThat(encoded.getBody()).isEmpty();
        assertThat(encoded.getIsBase64Encoded()).isFalse();
    }

    @Test
    void writes_a_text_that_only_escaping_makes_too_large_in_base64() {
        String quotes = "\"".repeat(4_000_000);

        APIGatewayV2HTTPResponse encoded = codec.encode(typed("application/json", quotes));

        assertThat(encoded.getIsBase64Encoded()).isTrue();
        assertThat(RuntimeJson.bytes(encoded)).hasSizeLessThanOrEqualTo(PayloadSize.LIMIT);
    }

    @Test
    void writes_a_text_that_only_base64_makes_too_large_as_text() {
        APIGatewayV2HTTPResponse encoded = codec.encode(typed("application/json", "a".repeat(6_000_000)));

        assertThat(encoded.getIsBase64Encoded()).isFalse();
        assertThat(RuntimeJson.bytes(encoded)).hasSizeLessThanOrEqualTo(PayloadSize.LIMIT);
    }

    @Test
    void answers_502_in_place_of_what_the_platform_would_not_take() {
        Response response = typed("image/png", "a".repeat(6_000_000)).with("X-Request-Id", "web-1");

        APIGatewayV2HTTPResponse encoded = codec.encode(response);

        assertThat(encoded.getStatusCode()).isEqualTo(502);
        assertThat(encoded.getBody()).contains("\"error\":\"Bad Gateway\"", "\"requestId\":\"web-1\"");
    }

    @Test
    void repeats_no_request_id_that_is_as_large_as_what_the_platform_would_not_take() {
        APIGatewayV2HTTPResponse encoded = codec.encode(Response.of(200).with("X-Request-Id", "a".repeat(7_000_000)));

        assertThat(encoded.getStatusCode()).isEqualTo(502);
        assertThat(encoded.getBody()).contains("\"requestId\":\"\"");
    }

    @Test
    void counts_fields_too() {
        Response response = typed("application/json", "a".repeat(6_291_000)).with("X-Large", "\"".repeat(300));

        assertThat(codec.encode(response).getStatusCode()).isEqualTo(502);
        assertThat(codec.encode(Response.of(200).with("X-Large", "a".repeat(7_000_000)))
                        .getStatusCode())
                .isEqualTo(502);
    }

    private static Response typed(String type, String body) {
        return Response.of(200).with("Content-Type", type).withBody(Body.of(body));
    }
}
