package dev.crowai.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.RawServer;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdkUpstreamTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Upstream upstream = new JdkUpstream(InstantSource.system());

    private static Call call(Method method, URI uri, Duration timeout) {
        return new Call(method, uri, Headers.EMPTY, Body.EMPTY, timeout, "test");
    }

    private UpstreamException failure(Call call) {
        UpstreamException thrown = catchThrowableOfType(UpstreamException.class, () -> upstream.send(call));
        assertThat(thrown).as("a failure").isNotNull();
        return thrown;
    }

    @Test
    void brings_back_status_fields_and_bytes_as_they_are() throws Exception {
        try (RawServer server = RawServer.writing(
                "HTTP/1.1 418 Teapot\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Encoding: gzip\r\n"
                        + "Content-Length: 4\r\n\r\n\u0000\u00ff\u001f\u008b")) {
            Response response = upstream.send(call(Method.GET, server.uri("/x"), LONG));

            assertThat(response.status()).isEqualTo(418);
            assertThat(response.headers().all("set-cookie")).containsExactly("a=1", "b=2");
            assertThat(response.header("content-encoding")).contains("gzip");
            assertThat(response.body().toByteArray()).containsExactly(0, 0xff, 0x1f, 0x8b);
        }
    }

    @Test
    void sends_path_query_fields_and_body_to_the_letter() throws Exception {
        try (RawServer server = RawServer.writing(OK)) {
            upstream.send(new Call(
                    Method.PATCH,
                    server.uri("/a%2Fb//c?q=%7Bx%7D&q=&&z"),
                    Headers.of("X-One", "1", "X-One", "2"),
                    Body.of("{\"ä\":1}"),
                    LONG,
                    "test"));

            assertThat(server.requests().getFirst())
                    .startsWith("PATCH /a%2Fb//c?q=%7Bx%7D&q=&&z HTTP/1.1\r\n")
                    .contains("X-One: 1\r\n", "X-One: 2\r\n", "Content-Length: 8\r\n")
                    .doesNotContainIgnoringCase("upgrade")
                    .endsWith("\r\n\r\n{\"\u00c3\u00a4\":1}");
        }
    }

    @Test
    void says_that_a_post_without_a_body_is_empty() throws Exception {
        try (RawServer server = RawServer.writing(OK)) {
            upstream.send(call(Method.POST, server.uri("/x"), LONG));

            assertThat(server.requests().getFirst()).contains("Content-Length: 0\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 401, 407, 500, 503})
    void hands_on_redirects_challenges_and_errors(int status) throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 " + status + " X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
            connection.read();
        })) {
            assertThat(upstream.send(call(Method.GET, server.uri("/x"), LONG)).status())
                    .isEqualTo(status);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "HEAD"})
    void sends_a_read_once_more_when_the_connection_broke_before_any_byte(Method method) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawServer server = new RawServer(connection -> {
            connection.read();
            if (connections.incrementAndGet() > 1) {
                connection.write(OK);
            }
        })) {
            assertThat(upstream.send(call(method, server.uri("/x"), LONG)).status())
                    .isEqualTo(200);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "HEAD"})
    void sends_a_read_no_more_than_twice(Method method) throws Exception {
        try (RawServer server = new RawServer(RawServer.Connection::read)) {
            assertThat(failure(call(method, server.uri("/x"), LONG)).kind()).isEqualTo(FailureKind.UNREACHABLE);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void sends_a_read_once_more_when_the_connection_was_reset_before_any_byte() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawServer server = new RawServer(connection -> {
            connection.read();
            if (connections.incrementAndGet() == 1) {
                connection.reset();
            } else {
                connection.write(OK);
            }
        })) {
            assertThat(upstream.send(call(Method.GET, server.uri("/x"), LONG)).status())
                    .isEqualTo(200);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void sends_a_read_no_more_than_twice_to_a_service_that_resets() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.read();
            connection.reset();
        })) {
            assertThat(failure(call(Method.GET, server.uri("/x"), LONG)).kind()).isEqualTo(FailureKind.UNREACHABLE);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void says_nothing_about_a_body_where_a_read_has_none() throws Exception {
        try (RawServer server = RawServer.writing(OK)) {
            upstream.send(call(Method.GET, server.uri("/x"), LONG));

            assertThat(server.requests().getFirst()).doesNotContainIgnoringCase("content-length");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void sends_anything_else_exactly_once(Method method) throws Exception {
        try (RawServer server = new RawServer(RawServer.Connection::read)) {
            assertThat(failure(call(method, server.uri("/x"), LONG)).kind()).isEqualTo(FailureKind.UNREACHABLE);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void does_not_repeat_a_read_whose_answer_had_begun() throws Exception {
        try (RawServer server = RawServer.writing("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) {
            failure(call(Method.GET, server.uri("/x"), LONG));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "POST"})
    void survives_a_pooled_connection_that_the_service_has_closed(Method method) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawServer server = new RawServer(connection -> {
            connections.incrementAndGet();
            connection.read();
            connection.write(OK);
            if (connections.get() > 1) {
                connection.awaitClose();
            }
        })) {
            upstream.send(call(Method.GET, server.uri("/first"), LONG));
            server.awaitClosedConnections(1);

            assertThat(upstream.send(call(method, server.uri("/second"), LONG)).status())
                    .isEqualTo(200);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void leaves_no_idle_connection_behind_when_it_is_closed() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            connection.read();
            connection.write(OK);
            connection.awaitClose();
            ended.countDown();
        })) {
            try (JdkUpstream closed = new JdkUpstream(InstantSource.system())) {
                closed.send(call(Method.GET, server.uri("/x"), LONG));
            }

            assertThat(ended.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "POST"})
    void reaches_a_service_whose_connections_another_has_closed(Method method) throws Exception {
        try (RawServer server = new RawServer(connection -> {
            while (connection.read()) {
                connection.write(OK);
            }
        })) {
            try (JdkUpstream closed = new JdkUpstream(InstantSource.system())) {
                closed.send(call(method, server.uri("/before"), LONG));
            }

            assertThat(upstream.send(call(method, server.uri("/after"), LONG)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void tells_an_unreachable_service_from_a_slow_one() throws Exception {
        URI nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/");
        }
        assertThat(failure(call(Method.GET, nobody, LONG)).kind()).isEqualTo(FailureKind.UNREACHABLE);

        try (RawServer silent = new RawServer(RawServer.Connection::awaitClose)) {
            assertThat(failure(call(Method.GET, silent.uri("/x"), SHORT)).kind())
                    .isEqualTo(FailureKind.TIMEOUT);
        }
    }

    @Test
    void gives_up_on_a_body_that_does_not_end_in_time() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\nhalf");
            connection.awaitClose();
        })) {
            assertThat(failure(call(Method.GET, server.uri("/x"), SHORT)).kind())
                    .isEqualTo(FailureKind.TIMEOUT);
        }
    }

    @Test
    void answers_an_open_event_stream_with_its_whole_events() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"
                    + "id: 1\ndata: a\n\ndata: b\r\n\r\ndata: cut");
            connection.awaitClose();
        })) {
            Response response = upstream.send(call(Method.GET, server.uri("/x"), Duration.ofSeconds(1)));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body().utf8()).contains("id: 1\ndata: a\n\ndata: b\r\n\r\n");
        }
    }

    @Test
    void refuses_what_is_no_http() throws Exception {
        try (RawServer server = RawServer.writing("SSH-2.0-nonsense\r\n\r\n")) {
            assertThat(failure(call(Method.POST, server.uri("/x"), LONG)).kind())
                    .isEqualTo(FailureKind.UNUSABLE);
        }
    }

    @Test
    void refuses_an_answer_that_it_cannot_hold() throws Exception {
        String chunk = "x".repeat(1 << 20);
        try (RawServer server = new RawServer(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + (64L << 20) + "\r\n\r\n");
            for (int i = 0; i < 64; i++) {
                connection.write(chunk);
            }
        })) {
            assertThat(failure(call(Method.GET, server.uri("/x"), LONG)).kind()).isEqualTo(FailureKind.UNUSABLE);
        }
    }

    @Test
    void says_nothing_of_the_request_in_a_failure() throws Exception {
        try (RawServer server = new RawServer(RawServer.Connection::read)) {
            UpstreamException thrown = failure(new Call(
                    Method.POST,
                    server.uri("/x?token=secret-query"),
                    Headers.of("Authorization", "Bearer secret-header"),
                    Body.of("secret-body"),
                    LONG,
                    "test"));

            assertThat(thrown).hasMessageNotContaining("secret");
        }
    }
}
