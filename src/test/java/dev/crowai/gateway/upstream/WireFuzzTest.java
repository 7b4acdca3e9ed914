package dev.crowai.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.RawServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever bytes a service sends: a final response or a failure, and the next request gets its own response. */
class WireFuzzTest {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final String NEXT = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext";
    private static final Method[] METHODS = {Method.GET, Method.HEAD, Method.POST};

    private static final AtomicReference<String> BYTES = new AtomicReference<>("");
    private static final JdkUpstream UPSTREAM = new JdkUpstream(InstantSource.system());
    private static final AtomicReference<RawServer> SERVER = new AtomicReference<>();

    @BeforeAll
    static void start() throws IOException {
        SERVER.set(new RawServer(connection -> {
            boolean open = connection.read();
            while (open) {
                boolean next = connection.lastRequest().contains(" /next ");
                connection.write(next ? NEXT : BYTES.get());
                open = next && connection.read();
            }
        }));
    }

    @AfterAll
    static void close() throws IOException {
        UPSTREAM.close();
        SERVER.get().close();
    }

    /** The first byte picks the method; the rest is what the service writes before it closes the connection. */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "HTTP/1.1 200 OK",
        "HTTP/1.1 204 ",
        "HTTP/1.1 304 ",
        "HTTP/1.1 100 Continue",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "0",
        "Content-Type: text/event-stream",
        "Content-Encoding: gzip",
        "data: x",
        "Set-Cookie: a=b",
        " x"
    })
    void bytes_are_a_response_or_a_failure(byte[] data) throws UpstreamException {
        if (data.length == 0) {
            return;
        }
        Method method = METHODS[(data[0] & 0xFF) % METHODS.length];
        BYTES.set(new String(Arrays.copyOfRange(data, 1, data.length), StandardCharsets.ISO_8859_1));
        try {
            Response response = send(method, "/first");
            assertThat(response.status()).isBetween(200, 599);
            assertThat(response.headers().fields())
                    .allMatch(field -> Headers.isToken(field.name()) && Headers.isValue(field.value()));
            if (method == Method.HEAD) {
                assertThat(response.body().isEmpty()).isTrue();
            }
        } catch (UpstreamException failure) {
            // The server closes the connection, so that there is nothing to wait for.
            assertThat(failure.kind()).isNotEqualTo(UpstreamException.FailureKind.TIMEOUT);
        }

        assertThat(send(Method.GET, "/next").body()).isEqualTo(Body.of("next"));
        SERVER.get().forgetRequests();
    }

    private static Response send(Method method, String path) throws UpstreamException {
        URI uri = SERVER.get().uri(path);
        return UPSTREAM.send(new Call(method, uri, Headers.EMPTY, Body.EMPTY, TIME, "test"));
    }
}
