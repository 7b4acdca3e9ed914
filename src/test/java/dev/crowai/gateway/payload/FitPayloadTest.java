package dev.crowai.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.testing.Exchanges;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FitPayloadTest {
    private static final Headers GZIP = Headers.of("Accept-Encoding", "gzip, br");
    private static final Body TOO_LARGE = Body.of("large ".repeat(1_200_000));
    private static final Response LARGE =
            Response.of(200).with("Content-Type", "text/plain").withBody(TOO_LARGE);

    private final FitPayload fitPayload = new FitPayload();

    @Test
    void leaves_what_fits_as_it_is() {
        Response response = Response.json(200, "{}").with("ETag", "\"1\"");

        assertThat(answer(GZIP, response)).isSameAs(response);
    }

    @Test
    void leaves_what_fits_in_base64_alone() {
        Response response = Response.json(200, "\"".repeat(4_000_000));

        assertThat(answer(GZIP, response)).isSameAs(response);
    }

    @Test
    void leaves_what_fits_as_text_alone() {
        Response response = Response.json(200, "a".repeat(6_000_000));

        assertThat(answer(GZIP, response)).isSameAs(response);
    }

    @Test
    void compresses_what_is_too_large() throws IOException {
        Response answer = answer(GZIP, LARGE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().all("Content-Encoding")).containsExactly("gzip");
        assertThat(unzip(answer.body())).isEqualTo(TOO_LARGE);
        assertThat(PayloadForm.of(answer)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, 'Origin, Accept-Encoding'",
        "'', Accept-Encoding",
        "accept-encoding, accept-encoding",
        "*, *",
        "'Origin, ACCEPT-ENCODING', 'Origin, ACCEPT-ENCODING'"
    })
    void says_that_the_answer_varies(String before, String after) {
        Response response = before.isEmpty() ? LARGE : LARGE.with("Vary", before);

        assertThat(answer(GZIP, response).headers().all("Vary")).containsExactly(after);
    }

    @Test
    void keeps_every_name_where_vary_repeats() {
        Response response =
                LARGE.withHeaders(LARGE.headers().plus("Vary", "Origin").plus("vary", "Accept"));

        assertThat(answer(GZIP, response).headers().all("Vary")).containsExactly("Origin, Accept, Accept-Encoding");
    }

    @ParameterizedTest
    @CsvSource({"'\"1\"', 'W/\"1\"'", "'W/\"1\"', 'W/\"1\"'"})
    void weakens_a_strong_validator(String before, String after) {
        assertThat(answer(GZIP, LARGE.with("ETag", before)).header("ETag")).contains(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-MD5", "Digest", "content-digest", "Repr-Digest", "Content-Length"})
    void drops_what_describes_the_bytes_before(String name) {
        assertThat(answer(GZIP, LARGE.with(name, "x")).headers().has(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "br", "gzip;q=0"})
    void answers_502_where_the_client_does_not_take_gzip(String accepted) {
        assertBadGateway(answer(Headers.of("Accept-Encoding", accepted), LARGE));
    }

    @Test
    void answers_502_in_place_of_compressing_twice() {
        assertBadGateway(answer(GZIP, LARGE.with("Content-Encoding", "br")));
    }

    @Test
    void compresses_what_is_encoded_as_identity() {
        assertThat(answer(GZIP, LARGE.with("Content-Encoding", "identity"))
                        .headers()
                        .all("Content-Encoding"))
                .containsExactly("gzip");
    }

    @Test
    void answers_502_in_place_of_compressing_a_part() {
        assertBadGateway(answer(GZIP, new Response(206, Headers.EMPTY, TOO_LARGE)));
    }

    @Test
    void answers_502_where_either_side_forbids_a_transformation() {
        assertBadGateway(answer(GZIP, LARGE.with("Cache-Control", "private, No-Transform")));
        assertBadGateway(answer(GZIP.plus("Cache-Control", "no-transform"), LARGE));
    }

    @Test
    void answers_502_where_compression_does_not_help() {
        byte[] noise = new byte[7_000_000];
        new Random(1).nextBytes(noise);

        assertBadGateway(answer(GZIP, Response.of(200).withBody(Body.of(noise))));
    }

    @Test
    void answers_502_where_the_fields_alone_are_too_large() {
        assertBadGateway(answer(GZIP, Response.of(200).with("X-Large", "a".repeat(PayloadSize.LIMIT))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: plain text",
                "data: \"quotes\" that grow",
                "data: größer – 大きい – 🙂",
                "data: \u0001\u0001\u0001"
            })
    void cuts_an_event_stream_that_is_too_large_behind_its_last_event_that_fits(String event) {
        String stream = (event + "\n\n").repeat(7_000_000 / event.length());
        Response whole = Response.of(200)
                .with("Content-Type", "text/event-stream")
                .with("ETag", "\"1\"")
                .withBody(Body.of(stream));

        Response answer = answer(Headers.EMPTY, whole);

        String text = answer.body().utf8().orElseThrow();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(stream).startsWith(text);
        assertThat(text).endsWith("\n\n").hasSizeGreaterThan(1_000_000);
        assertThat(answer.header("ETag")).isEmpty();
        assertThat(PayloadForm.fits(answer, FitPayload.RESERVE)).isTrue();
        Body longer = Body.of(text + (event + "\n\n").repeat(10));
        assertThat(PayloadForm.fits(answer.withBody(longer), FitPayload.RESERVE))
                .isFalse();
    }

    @Test
    void sends_a_large_event_stream_compressed_and_complete_where_the_client_takes_it() throws IOException {
        Response answer = answer(GZIP, LARGE.with("Content-Type", "text/event-stream"));

        assertThat(unzip(answer.body())).isEqualTo(TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-no-transform", "private=\"no-transform\"", "max-age=1, no-transformation"})
    void compresses_where_a_directive_only_looks_like_one_that_forbids_it(String directives) {
        assertThat(answer(GZIP, LARGE.with("Cache-Control", directives)).status())
                .isEqualTo(200);
    }

    @Test
    void leaves_room_for_the_fields_that_are_added_around_it() {
        Response answer = answer(GZIP, Response.json(200, "a".repeat(PayloadSize.LIMIT - FitPayload.RESERVE)));

        assertThat(answer.header("Content-Encoding")).contains("gzip");
    }

    @Test
    void says_in_the_log_why_it_refused() {
        Exchange exchange = exchange(Headers.EMPTY);

        fitPayload.handle(exchange, _ -> LARGE);

        assertThat(exchange.record().snapshot().results()).contains(Refusal.Plain.RESPONSE_TOO_LARGE);
    }

    private static void assertBadGateway(Response response) {
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.body().utf8().orElseThrow())
                .contains("\"error\":\"Bad Gateway\"", "\"requestId\":\"request-1\"");
    }

    private Response answer(Headers request, Response response) {
        return fitPayload.handle(exchange(request), _ -> response);
    }

    private static Exchange exchange(Headers headers) {
        return Exchanges.of(Exchanges.request(Method.GET, "/api/v1/products", headers, Body.EMPTY));
    }

    private static Body unzip(Body body) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body.toByteArray()))) {
            return Body.of(in.readAllBytes());
        }
    }
}
