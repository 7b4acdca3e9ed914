package dev.crowai.gateway.aws.transport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocketFactory;

/** An HTTP endpoint on loopback that treats its connections as a test says, byte for byte, and remembers the requests. */
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
    public record Request(int connection, int number, String line, Map<String, String> headers, String body) {}

    /** The way back to one client. */
    public static final class Peer {
        private final Socket socket;

        private Peer(Socket socket) {
            this.socket = socket;
        }

        /** Sends bytes, each character one. */
        public void raw(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Sends a whole response; more fields end with CRLF each. */
        public void json(int status, String body, String... fields) throws IOException {
            raw("HTTP/1.1 " + status + " Said\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: "
                    + body.length() + "\r\n" + String.join("", fields) + "\r\n" + body);
        }

        public void close() throws IOException {
            socket.close();
        }

        /** Ends the connection by RST instead of FIN. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private final ServerSocket listener;
    private final String scheme;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Request> received = new CopyOnWriteArrayList<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    private ScriptedEndpoint(ServerSocket listener, String scheme, Script script) {
        this.listener = listener;
        this.scheme = scheme;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    public static ScriptedEndpoint start(Script script) throws IOException {
        return new ScriptedEndpoint(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http", script);
    }

    public static ScriptedEndpoint startTls(SSLServerSocketFactory tls, Script script) throws IOException {
        return new ScriptedEndpoint(tls.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), "https", script);
    }

    /** Its address by that name. */
    public URI uri(String host) {
        return URI.create(scheme + "://" + host + ":" + listener.getLocalPort());
    }

    public URI uri() {
        return uri("127.0.0.1");
    }

    public List<Request> received() {
        return List.copyOf(received);
    }

    public int connections() {
        return connections.get();
    }

    /** Ends every connection there is, as a service does with idle ones. */
    public void dropConnections() throws IOException {
        for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                int connection = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String line = line(in);
                Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                for (String field = line(in); !field.isEmpty(); field = line(in)) {
                    headers.put(
                            field.substring(0, field.indexOf(':')),
                            field.substring(field.indexOf(':') + 1).strip());
                }
                byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
                Request request = new Request(
                        connection,
                        requests.incrementAndGet(),
                        line,
                        headers,
                        new String(body, StandardCharsets.UTF_8));
                received.add(request);
                script.respond(request, new Peer(socket));
            }
        } catch (IOException | InterruptedException ended) {
            return;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the client has gone");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        dropConnections();
    }
}
