package dev.crowai.gateway.aws.transport;

import dev.crowai.gateway.testing.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocketFactory;

/** A {@link RawServer} with a script for each request in place of one for each connection. */
public final class ScriptedEndpoint implements AutoCloseable {

    /** What to do with one request. The connection stays open when it returns, and is closed when it throws. */
    @FunctionalInterface
    public interface Script {
        void respond(Request request, Peer peer) throws IOException, InterruptedException;
    }

    /**
     * One request.
     *
     * @param connection counted from 1
     * @param number counted from 1 over all connections
     * @param headers by name in any letter case
     */
    public record Request(int connection, int number, String line, Map<String, String> headers, String body) {

        private static Request of(int connection, int number, String raw) {
            int end = raw.indexOf("\r\n\r\n");
            List<String> head = raw.substring(0, end).lines().toList();
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String field : head.subList(1, head.size())) {
                int colon = field.indexOf(':');
                headers.put(
                        field.substring(0, colon), field.substring(colon + 1).strip());
            }
            byte[] body = raw.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
            return new Request(connection, number, head.getFirst(), headers, new String(body, StandardCharsets.UTF_8));
        }
    }

    /** The way back to one client. */
    public record Peer(RawServer.Connection connection) {

        /** Sends bytes, each character one. */
        public void raw(String bytes) throws IOException {
            connection.write(bytes);
        }

        /** Sends a whole response; more fields end with CRLF each. */
        public void json(int status, String body, String... fields) throws IOException {
            raw("HTTP/1.1 " + status + " Said\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: "
                    + body.length() + "\r\n" + String.join("", fields) + "\r\n" + body);
        }

        public void close() throws IOException {
            connection.close();
        }

        /** Ends the connection by RST instead of FIN. */
        public void reset() throws IOException {
            connection.reset();
        }
    }

    private final RawServer server;
    private final String scheme;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Request> received = new CopyOnWriteArrayList<>();

    private ScriptedEndpoint(ServerSocket listener, String scheme, Script script) {
        this.scheme = scheme;
        this.server = new RawServer(connection -> serve(connection, script), listener);
    }

    public static ScriptedEndpoint start(Script script) throws IOException {
        return new ScriptedEndpoint(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http", script);
    }

    public static ScriptedEndpoint startTls(SSLServerSocketFactory tls, Script script) throws IOException {
        return new ScriptedEndpoint(tls.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), "https", script);
    }

    private void serve(RawServer.Connection connection, Script script) throws IOException, InterruptedException {
        int number = connections.incrementAndGet();
        while (connection.read()) {
            Request request = Request.of(number, requests.incrementAndGet(), connection.lastRequest());
            received.add(request);
            script.respond(request, new Peer(connection));
        }
    }

    /** Its address by that name. */
    public URI uri(String host) {
        return URI.create(scheme + "://" + host + ":" + server.uri("").getPort());
    }

    public URI uri() {
        return uri("127.0.0.1");
    }

    public List<Request> received() {
        return List.copyOf(received);
    }

    public int connections() {
        return server.connections();
    }

    /** Ends every connection that there is, as a service does with idle ones. */
    public void dropConnections() throws IOException {
        server.dropConnections();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
