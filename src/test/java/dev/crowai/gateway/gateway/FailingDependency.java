package dev.crowai.gateway.gateway;

import dev.crowai.gateway.testing.RawServer;
import dev.crowai.gateway.testing.RawServer.Connection;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A dependency on loopback that fails in one way, on the level of TCP. */
final class FailingDependency implements AutoCloseable {

    /** How it fails, and how the page about it says so. */
    enum Failure {
        REFUSED("connection refused"),
        NEVER_ACCEPTED("connection never accepted"),
        SILENT_HEAD("silence in the middle of the head"),
        SILENT_BODY("silence in the middle of the body"),
        RESET("connection reset"),
        TRUNCATED("body cut short"),
        SLOW("one byte a second"),
        GARBAGE("no HTTP"),
        CONTRADICTORY("two content lengths"),
        STATUS_500("status 500"),
        STATUS_503("status 503"),
        STATUS_429("status 429"),
        TLS("TLS handshake fails"),
        DNS("name cannot be resolved");

        private final String label;

        Failure(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** Longer than a label may be (RFC 1035 §2.3.4), so no resolver asks anyone. */
    private static final String UNRESOLVABLE = "http://" + "x".repeat(64) + ".test:1";

    private final String url;
    private final Closeable listener;
    private final List<String> requests;
    private final CountDownLatch closing;

    private FailingDependency(String url, Closeable listener, List<String> requests, CountDownLatch closing) {
        this.url = url;
        this.listener = listener;
        this.requests = requests;
        this.closing = closing;
    }

    static FailingDependency that(Failure failure) throws IOException {
        CountDownLatch closing = new CountDownLatch(1);
        return switch (failure) {
            case REFUSED -> {
                // Bound, but not listening: no other server gets its port meanwhile.
                Socket bound = new Socket();
                bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                yield new FailingDependency(url(bound.getLocalPort()), bound, List.of(), closing);
            }
            case NEVER_ACCEPTED -> {
                ServerSocket socket = listening();
                yield new FailingDependency(url(socket.getLocalPort()), socket, List.of(), closing);
            }
            case DNS -> new FailingDependency(UNRESOLVABLE, () -> {}, List.of(), closing);
            default -> {
                RawServer server = new RawServer(connection -> play(failure, connection, closing));
                String http = server.uri("").toString();
                String url = failure == Failure.TLS ? http.replace("http:", "https:") : http;
                yield new FailingDependency(url, server::close, server.requests(), closing);
            }
        };
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static void play(Failure failure, Connection connection, CountDownLatch closing)
            throws IOException, InterruptedException {
        if (failure == Failure.TLS) {
            connection.write("this is no handshake\r\n");
            return;
        }
        if (!connection.read()) {
            return;
        }
        switch (failure) {
            case SILENT_HEAD -> {
                connection.write("HTTP/1.1 200 OK\r\nContent-");
                closing.await();
            }
            case SILENT_BODY -> {
                connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{");
                closing.await();
            }
            case RESET -> connection.reset();
            case TRUNCATED -> connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":");
            case SLOW -> {
                String slow = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
                for (int i = 0; i < slow.length() && !closing.await(1, TimeUnit.SECONDS); i++) {
                    connection.write(slow.substring(i, i + 1));
                }
            }
            case GARBAGE -> connection.write("220 mail.test ESMTP\r\n\r\n");
            case CONTRADICTORY ->
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ");
            case STATUS_500 -> answer("500 Internal Server Error", connection);
            case STATUS_503 -> answer("503 Service Unavailable\r\nRetry-After: 7", connection);
            case STATUS_429 -> answer("429 Too Many Requests\r\nRetry-After: 7", connection);
            default -> throw new IllegalArgumentException(failure.name());
        }
    }

    private static void answer(String status, Connection connection) throws IOException {
        do {
            connection.write(
                    "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        } while (connection.read());
    }

    String url() {
        return url;
    }

    /** The requests that it has read so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
    }
}
