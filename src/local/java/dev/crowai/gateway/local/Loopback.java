package dev.crowai.gateway.local;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A JDK HTTP server on the loopback interface alone, one virtual thread a request. */
final class Loopback implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads;

    private Loopback(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Serves at once.
     *
     * @param port 0 for any free one
     * @throws IOException when the port is taken
     */
    static Loopback open(int port, HttpHandler handler) throws IOException {
        // Read once by the JDK's server: without it, small answers wait for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return new Loopback(server, threads);
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI uri() {
        return URI.create("http://localhost:" + port());
    }

    /** Ends open connections and what still runs behind them. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
