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

/** A JDK HTTP server with one virtual thread for each request. It listens on the loopback interface by default. */
public final class Loopback implements AutoCloseable {
    /** The IPv4 loopback address; the name {@code localhost} may resolve to an IPv6 address first. */
    public static final InetAddress ADDRESS = InetAddress.ofLiteral("127.0.0.1");

    private final HttpServer server;
    private final ExecutorService threads;

    private Loopback(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts a server on the loopback interface.
     *
     * @param port 0 for any free one
     * @throws IOException when the port is taken
     */
    public static Loopback open(int port, HttpHandler handler) throws IOException {
        return open(new InetSocketAddress(ADDRESS, port), handler);
    }

    /**
     * Starts a server on an address.
     *
     * @param address the address to listen on; port 0 for any free port
     * @throws IOException when the port is taken
     */
    public static Loopback open(InetSocketAddress address, HttpHandler handler) throws IOException {
        // The JDK's server reads this property once. Without it, a small response waits for the client's delayed
        // acknowledgement.
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

    /** Writes a whole response; without a body for HEAD, 204 and 304. */
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

    /** Encodes a field value in UTF-8. The JDK's server writes one byte for each character. */
    private static String octets(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Closes open connections and stops the handlers that still run. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
