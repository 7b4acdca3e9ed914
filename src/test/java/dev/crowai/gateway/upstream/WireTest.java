package dev.crowai.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.RawServer;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bytes of a service mean (RFC 9112), each followed by another response that they must not touch. */
class WireTest {
    /** Longer than any test: whoever waits for it fails by another outcome. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final String NEXT = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext";

    private final JdkUpstream upstream = new JdkUpstream(InstantSource.system());

    @AfterEach
    void close() {
        upstream.close();
    }

    /** A server that gives {@code bytes} for {@code /first}, and for everything else a sound response. */
    private static RawServer server(String bytes) throws Exception {
        return new RawServer(connection -> {
            while (connection.read()) {
                connection.write(connection.lastRequest().contains(" /first ") ? bytes : NEXT);
            }
        });
    }

    private Response send(Method method, URI uri) throws UpstreamException {
        return upstream.send(new Call(method, uri, Headers.EMPTY, Body.EMPTY, LONG, "test"));
    }

    private UpstreamException failure(Method method, URI uri) {
        UpstreamException thrown = catchThrowableOfType(UpstreamException.class, () -> send(method, uri));
        assertThat(thrown).as("a failure").isNotNull();
        return thrown;
    }

    private void assertNextIsSound(RawServer server) throws UpstreamException {
        for (int i = 0; i < 3; i++) {
            assertThat(send(Method.POST, server.uri("/next")).body().utf8()).contains("next");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE,204,Content-Length: 2,ok",
        "DELETE,204,Content-Length: 2,''",
        "DELETE,204,Content-Length: 0,''",
        "DELETE,204,Transfer-Encoding: chunked,''",
        "DELETE,204,Transfer-Encoding: chunked,0\\r\\n\\r\\n",
        "DELETE,204,X-Any: 1,''",
        "GET,304,Content-Length: 2,''",
        "GET,304,Content-Length: 2,ok",
        "GET,304,Transfer-Encoding: chunked,''",
        "GET,304,Content-Length: two,''",
        "GET,304,X-Any: 1,''",
        "HEAD,200,Content-Length: 2,''",
        "HEAD,200,Content-Length: 2,ok",
        "HEAD,200,Transfer-Encoding: chunked,''",
        "HEAD,404,Content-Length: +5,''",
        "HEAD,200,X-Any: 1,''",
    })
    void a_response_without_content_has_none_whatever_its_fields_say(
            Method method, int status, String field, String content) throws Exception {
        try (RawServer server =
                server("HTTP/1.1 " + status + " X\r\n" + field + "\r\n\r\n" + content.translateEscapes())) {
            Response response = send(method, server.uri("/first"));

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body().isEmpty()).isTrue();
            assertThat(server.requests()).hasSize(1);
            assertNextIsSound(server);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET,304", "HEAD,200", "DELETE,204"})
    void content_that_comes_late_where_there_is_none_is_no_next_response(Method method, int status) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        String poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";
        try (RawServer server = new RawServer(connection -> {
            while (connection.read()) {
                if (connection.lastRequest().contains(" /first ")) {
                    connection.write("HTTP/1.1 " + status + " X\r\nContent-Length: " + poison.length() + "\r\n\r\n");
                    answered.await();
                    connection.write(poison);
                } else {
                    connection.write(NEXT);
                }
            }
        })) {
            assertThat(send(method, server.uri("/first")).status()).isEqualTo(status);
            answered.countDown();

            assertNextIsSound(server);
        }
    }

    @Test
    void fields_of_a_204_that_announces_nothing_arrive() throws Exception {
        try (RawServer server = server("HTTP/1.1 204 X\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(send(Method.DELETE, server.uri("/first")).header("Set-Cookie"))
                    .contains("a=1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 20",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
                "HTTP/1.1 500 X\r\nContent-Length: 100\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhal",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n",
                "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
            })
    void a_response_that_breaks_off_is_neither_unreachable_nor_asked_for_again(String bytes) throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            try (RawServer server = new RawServer(connection -> {
                while (connection.read()) {
                    if (connection.lastRequest().contains(" /first ")) {
                        connection.writeThenEnd(bytes, reset);
                        return;
                    }
                    connection.write(NEXT);
                }
            })) {
                assertThat(failure(Method.GET, server.uri("/first")).kind())
                        .as("reset: " + reset)
                        .isEqualTo(FailureKind.BROKEN_OFF);
                assertThat(server.requests()).hasSize(1);
                assertNextIsSound(server);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nContent-Length: 11",
                "Content-Length: 5, 11",
                "Content-Length: +5",
                "Content-Length: -5",
                "Content-Length: 0x5",
                "Content-Length: five",
                "Content-Length: 99999999999999999999",
                "Content-Length:",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: xchunked",
            })
    void contradictory_framing_is_refused_at_once(String fields) throws Exception {
        try (RawServer server = server("HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\nhello")) {
            assertThat(failure(Method.GET, server.uri("/first")).kind()).isEqualTo(FailureKind.UNUSABLE);
            assertThat(server.requests()).hasSize(1);
            assertNextIsSound(server);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                "Content-Length: 05\r\n\r\nhello",
                "Transfer-Encoding: CHUNKED\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n",
            })
    void framing_that_is_only_unusual_is_read(String rest) throws Exception {
        try (RawServer server = server("HTTP/1.1 200 OK\r\n" + rest)) {
            assertThat(send(Method.GET, server.uri("/first")).body().utf8()).contains("hello");
            assertNextIsSound(server);
        }
    }

    @Test
    void content_without_a_length_ends_with_its_connection() throws Exception {
        try (RawServer server = RawServer.writing("HTTP/1.1 200 OK\r\n\r\nhello")) {
            assertThat(send(Method.GET, server.uri("/first")).body().utf8()).contains("hello");
        }
    }

    @Test
    void interim_responses_are_passed_over() throws Exception {
        try (RawServer server =
                server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + NEXT)) {
            assertThat(send(Method.POST, server.uri("/first")).body().utf8()).contains("next");
            assertNextIsSound(server);
        }
    }

    @Test
    void an_announced_length_that_is_too_large_is_refused_at_once() throws Exception {
        try (RawServer server = server("HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\n\r\nbegin")) {
            assertThat(failure(Method.GET, server.uri("/first")).kind()).isEqualTo(FailureKind.UNUSABLE);
            assertNextIsSound(server);
        }
    }

    @Test
    void a_request_field_beyond_ascii_reaches_a_service_with_question_marks() throws Exception {
        try (RawServer server = server(NEXT)) {
            Headers headers = Headers.of("X-Name", "caf\u00c3\u00a9");
            upstream.send(new Call(Method.POST, server.uri("/first"), headers, Body.EMPTY, LONG, "test"));

            assertThat(server.requests().getFirst()).contains("X-Name: caf??\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'attachment; filename=\"Größe – 尺寸.pdf\"'",
        "plain",
    })
    void a_field_value_in_utf_8_is_read_as_it_was_sent(String value) throws Exception {
        String octets = new String(
                value.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
        try (RawServer server = server("HTTP/1.1 200 OK\r\nContent-Disposition: " + octets
                + "\r\nX-Latin: caf\u00e9\r\nContent-Length: 0\r\n\r\n")) {
            Response response = send(Method.GET, server.uri("/first"));

            assertThat(response.header("Content-Disposition")).contains(value);
            assertThat(response.header("X-Latin")).contains("café");
        }
    }
}
