package dev.crowai.gateway.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A JDK HTTP server, on the loopback interface unless it is told another address; one virtual thread a request. */
public final class Loopback implements AutoCloseable {
    /** {@code localhost} may be an IPv6 address first. */
    public static final InetAddress ADDRESS = InetAddress.ofLiteral("127.0.0.1");

    private final HttpServer server;
    private final ExecutorService threads;

    private Loopback(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Serves the loopback interface at once.
     *
     * @param port 0 for any free one
     * @throws IOException when the port is taken
     */
    public static Loopback open(int port, HttpHandler handler) throws IOException {
        return open(new InetSocketAddress(ADDRESS, port), handler);
    }

    /**
     * Serves an address at once.
     *
     * @param address its port 0 for any free one
     * @throws IOException when the port is taken
     */
    public static Loopback open(InetSocketAddress address, HttpHandler handler) throws IOException {
        // Read once by the JDK's server: without it, small answers wait for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return new Loopback(server, threads);
    }

    int port() {
        return server.getAddress().getPort();
    }

    public URI uri() {
        return URI.create("http://localhost:" + port());
    }

    /** Writes a whole answer; without a body for HEAD, 204 and 304. */
    public static void write(HttpExchange exchange, Response response) throws IOException {
        for (Headers.Field field : response.headers().fields()) {
            exchange.getResponseHeaders().add(field.name(), octets(field.value()));
        }
        boolean bodiless = exchange.getRequestMethod().equals("HEAD")
                || response.status() == 204
                || response.status() == 304
                || response.body().isEmpty();
        exchange.sendResponseHeaders(
                response.status(), bodiless ? -1 : response.body().length());
        if (!bodiless) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(response.body().toByteArray());
            }
        }
    }

    /** The JDK's server writes one byte a character; a field value goes out in UTF-8. */
    private static String octets(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Ends open connections and what still runs behind them. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
