package dev.crowai.gateway.aws.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.aws.transport.ScriptedEndpoint.Request;
import dev.crowai.gateway.testing.HandMovedClock;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class SocketHttpClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final HandMovedClock clock = new HandMovedClock();

    private SocketHttpClient client(Duration timeout) {
        return new SocketHttpClient(LONG, timeout, (SSLSocketFactory) SSLSocketFactory.getDefault(), clock);
    }

    private static SdkHttpRequest post(URI uri) {
        return SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(uri)
                .putHeader("X-Test", "yes")
                .build();
    }

    private static String exchange(SocketHttpClient client, URI uri, String body) throws IOException {
        return text(client.exchange(post(uri), body.getBytes(StandardCharsets.UTF_8), LONG));
    }

    private static String text(WholeResponse response) {
        return response.head().statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void sends_one_request_with_its_fields_its_host_and_its_length() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(OK));
                SocketHttpClient client = client(LONG)) {
            assertThat(exchange(client, endpoint.uri(), "caf\u00e9")).isEqualTo("200 ok");

            Request request = endpoint.received().getFirst();
            assertThat(request.line()).isEqualTo("POST / HTTP/1.1");
            assertThat(request.body()).isEqualTo("caf\u00e9");
            assertThat(request.headers())
                    .containsEntry("Host", endpoint.uri().getAuthority())
                    .containsEntry("X-Test", "yes")
                    .containsEntry("Content-Length", "5");
        }
    }

    @Test
    void serves_the_sdk_through_its_interface() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(OK));
                SocketHttpClient client = client(LONG)) {
            HttpExecuteResponse response = client.prepareRequest(HttpExecuteRequest.builder()
                            .request(post(endpoint.uri()))
                            .contentStreamProvider(ContentStreamProvider.fromUtf8String("{}"))
                            .build())
                    .call();

            assertThat(response.httpResponse().statusCode()).isEqualTo(200);
            assertThat(response.responseBody().orElseThrow().readAllBytes())
                    .asString()
                    .isEqualTo("ok");
            assertThat(endpoint.received().getFirst().body()).isEqualTo("{}");
        }
    }

    @Test
    void refuses_a_field_that_would_end_its_line() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(OK));
                SocketHttpClient client = client(LONG)) {
            SdkHttpRequest split = SdkHttpFullRequest.builder()
                    .method(SdkHttpMethod.POST)
                    .uri(endpoint.uri())
                    .putHeader("X-Test", "a\r\nX-Other: b")
                    .build();

            assertThatThrownBy(() -> client.exchange(split, new byte[0], LONG)).isInstanceOf(ProtocolException.class);
            assertThat(endpoint.connections()).isZero();
        }
    }

    @Test
    void uses_one_connection_for_one_request_after_the_other() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(OK));
                SocketHttpClient client = client(LONG)) {
            exchange(client, endpoint.uri(), "1");
            exchange(client, endpoint.uri(), "2");
            exchange(client, endpoint.uri(), "3");

            assertThat(endpoint.connections()).isEqualTo(1);
            assertThat(endpoint.received()).extracting(Request::body).containsExactly("1", "2", "3");
        }
    }

    @Test
    void uses_no_connection_again_that_was_idle_for_long_by_the_wall_clock_as_after_a_freeze() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(OK));
                SocketHttpClient client = client(LONG)) {
            exchange(client, endpoint.uri(), "1");
            clock.moveSeconds(51);
            exchange(client, endpoint.uri(), "2");

            assertThat(endpoint.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sends_again_on_a_new_connection_where_a_kept_one_has_ended_before_a_byte_came(boolean reset)
            throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((request, peer) -> {
                    if (request.connection() == 1 && request.number() == 2) {
                        if (reset) {
                            peer.reset();
                        } else {
                            peer.close();
                        }
                    } else {
                        peer.raw(OK);
                    }
                });
                SocketHttpClient client = client(LONG)) {
            exchange(client, endpoint.uri(), "1");

            assertThat(exchange(client, endpoint.uri(), "2")).isEqualTo("200 ok");
            assertThat(endpoint.connections()).isEqualTo(2);
        }
    }

    @Test
    void sends_again_where_the_service_closed_the_idle_connection_in_the_meantime() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(OK));
                SocketHttpClient client = client(LONG)) {
            exchange(client, endpoint.uri(), "1");
            endpoint.dropConnections();

            assertThat(exchange(client, endpoint.uri(), "2")).isEqualTo("200 ok");
        }
    }

    @Test
    void sends_nothing_twice_once_a_byte_of_the_response_has_come() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((request, peer) -> {
                    if (request.number() == 1) {
                        peer.raw(OK);
                    } else {
                        peer.raw("HTTP/1.1 2");
                        peer.close();
                    }
                });
                SocketHttpClient client = client(LONG)) {
            exchange(client, endpoint.uri(), "1");

            assertThatThrownBy(() -> exchange(client, endpoint.uri(), "2")).isInstanceOf(EOFException.class);
            assertThat(endpoint.received()).hasSize(2);
        }
    }

    @Test
    void sends_nothing_twice_on_a_connection_that_was_new() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.close());
                SocketHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> exchange(client, endpoint.uri(), "1")).isInstanceOf(IOException.class);
            assertThat(endpoint.received()).hasSize(1);
        }
    }

    @Test
    void gives_up_on_a_silent_service_and_never_uses_that_connection_again() throws IOException {
        CountDownLatch silence = new CountDownLatch(1);
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((request, peer) -> {
                    if (request.number() == 1) {
                        silence.await();
                    }
                    peer.raw(OK);
                });
                SocketHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> client.exchange(post(endpoint.uri()), new byte[0], SHORT))
                    .isInstanceOf(SocketTimeoutException.class);
            silence.countDown();

            assertThat(exchange(client, endpoint.uri(), "2")).isEqualTo("200 ok");
            assertThat(endpoint.connections()).isEqualTo(2);
        }
    }

    /** Every byte comes in time for itself; all of them together do not. */
    @Test
    void gives_up_on_a_service_that_sends_its_response_a_byte_at_a_time() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> {
                    peer.raw("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
                    while (!never.await(10, TimeUnit.MILLISECONDS)) {
                        peer.raw("x");
                    }
                });
                SocketHttpClient client = client(SHORT)) {
            assertThatThrownBy(() -> exchange(client, endpoint.uri(), "")).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void gives_up_on_a_service_that_takes_nothing_of_a_large_request() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SocketHttpClient client = client(SHORT)) {
            URI uri = URI.create("http://127.0.0.1:" + deaf.getLocalPort());

            assertThatThrownBy(() -> client.exchange(post(uri), new byte[32_000_000], LONG))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void fails_where_nobody_listens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (SocketHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> exchange(client, URI.create("http://127.0.0.1:" + port), ""))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\nX-Trailer: t\r\n\r\n",
                "HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
            })
    void reads_a_response_however_it_is_framed(String response) throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(response));
                SocketHttpClient client = client(LONG)) {
            assertThat(exchange(client, endpoint.uri(), "1")).isEqualTo("200 ok");
            assertThat(exchange(client, endpoint.uri(), "2")).isEqualTo("200 ok");
            assertThat(endpoint.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\nsmuggled",
            })
    void uses_no_connection_again_that_ends_or_has_more_on_it(String response) throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> {
                    peer.raw(response);
                    if (!response.contains("Content-Length")) {
                        peer.close();
                    }
                });
                SocketHttpClient client = client(LONG)) {
            assertThat(exchange(client, endpoint.uri(), "1")).isEqualTo("200 ok");
            assertThat(exchange(client, endpoint.uri(), "2")).isEqualTo("200 ok");
            assertThat(endpoint.connections()).isEqualTo(2);
        }
    }

    @Test
    void reads_no_body_of_a_response_that_has_none() throws IOException {
        try (ScriptedEndpoint endpoint =
                        ScriptedEndpoint.start((_, peer) -> peer.raw("HTTP/1.1 204 No Content\r\n\r\n"));
                SocketHttpClient client = client(LONG)) {
            assertThat(exchange(client, endpoint.uri(), "")).isEqualTo("204 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
                "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
            })
    void refuses_what_is_no_http(String response) throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(response));
                SocketHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> exchange(client, endpoint.uri(), "")).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void refuses_a_head_without_end() throws IOException {
        String endless = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000);
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(endless));
                SocketHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> exchange(client, endpoint.uri(), "")).isInstanceOf(ProtocolException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok",
                "HTTP/1.1 200 OK\r\n",
            })
    void says_so_when_a_response_breaks_off(String response) throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> {
                    peer.raw(response);
                    peer.close();
                });
                SocketHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> exchange(client, endpoint.uri(), "")).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void sends_nothing_once_it_is_closed() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.raw(OK))) {
            SocketHttpClient client = client(LONG);
            client.close();

            assertThatThrownBy(() -> exchange(client, endpoint.uri(), "")).isInstanceOf(IOException.class);
            assertThat(endpoint.connections()).isZero();
        }
    }

    @Test
    void speaks_tls_to_the_host_that_the_certificate_names_and_to_no_other(@TempDir Path directory)
            throws IOException, InterruptedException {
        SSLContext tls = TestCertificate.make(directory).context();
        try (ScriptedEndpoint endpoint =
                        ScriptedEndpoint.startTls(tls.getServerSocketFactory(), (_, peer) -> peer.raw(OK));
                SocketHttpClient trusting = new SocketHttpClient(LONG, LONG, tls.getSocketFactory(), clock);
                SocketHttpClient standard = client(LONG)) {
            assertThat(exchange(trusting, endpoint.uri("localhost"), "1")).isEqualTo("200 ok");
            assertThat(exchange(trusting, endpoint.uri("localhost"), "2")).isEqualTo("200 ok");
            assertThat(endpoint.connections()).isEqualTo(1);
            assertThatThrownBy(() -> exchange(trusting, endpoint.uri("127.0.0.1"), "3"))
                    .isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> exchange(standard, endpoint.uri("localhost"), "4"))
                    .isInstanceOf(SSLException.class);
            assertThat(endpoint.received()).extracting(Request::body).containsExactly("1", "2");
        }
    }

    @Test
    void gives_up_on_a_service_that_never_shakes_hands() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SocketHttpClient client = client(SHORT)) {
            assertThatThrownBy(() -> exchange(client, URI.create("https://127.0.0.1:" + mute.getLocalPort()), ""))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }
}
