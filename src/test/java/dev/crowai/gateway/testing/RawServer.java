package dev.crowai.gateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that speaks bytes: whatever a script writes goes out as it is, however wrong it may be. */
public final class RawServer implements AutoCloseable {
    /** Plays one connection. Returning closes it. */
    @FunctionalInterface
    public interface Script {
        void play(Connection connection) throws IOException, InterruptedException;
    }

    /** One connection of a client. */
    public static final class Connection {
        private static final int END_OF_HEAD = 0x0D0A0D0A;

        private final InputStream in;
        private final OutputStream out;
        private final List<String> requests;
        private final Socket socket;
        private String lastRequest = "";

        private Connection(Socket socket, List<String> requests) throws IOException {
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
            this.requests = requests;
            this.socket = socket;
        }

        /** Ends the connection with a reset in place of an orderly close. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Reads a request with its body; false when the client closed the connection. */
        public boolean read() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            int lastFour = 0;
            while (lastFour != END_OF_HEAD) {
                int b = in.read();
                if (b < 0) {
                    return false;
                }
                head.write(b);
                lastFour = lastFour << 8 | b;
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            lastRequest = text + new String(in.readNBytes(length(text)), StandardCharsets.ISO_8859_1);
            requests.add(lastRequest);
            return true;
        }

        private static int length(String head) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
        }

        public void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** The request that {@link #read} read last, head and body. */
        public String lastRequest() {
            return lastRequest;
        }

        /** Writes, and ends the connection with a reset where that is wanted; else returning from the script ends it. */
        public void writeThenEnd(String text, boolean reset) throws IOException {
            write(text);
            if (reset) {
                reset();
            }
        }

        /** Ends the connection in order. */
        public void close() throws IOException {
            socket.close();
        }

        /** Waits until the client closes the connection. */
        public void awaitClose() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private final ServerSocket listener;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final Semaphore closed = new Semaphore(0);

    public RawServer(Script script) throws IOException {
        this(script, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** Listens on a socket of its own, for TLS. */
    public RawServer(Script script, ServerSocket listener) {
        this.listener = listener;
        Thread.ofVirtual().start(() -> accept(script));
    }

    /** Responds to the first request of every connection with these bytes, and closes the connection. */
    public static RawServer writing(String bytes) throws IOException {
        return new RawServer(connection -> {
            connection.read();
            connection.write(bytes);
        });
    }

    private void accept(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> play(script, socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void play(Script script, Socket socket) {
        try (socket) {
            script.play(new Connection(socket, requests));
        } catch (IOException | InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        open.remove(socket);
        closed.release();
    }

    /** How many connections were opened so far. */
    public int connections() {
        return connections.get();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    /** Every request as it came, head and body. */
    public List<String> requests() {
        return requests;
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** Ends every connection that there is, as a service does with idle ones. */
    public void dropConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Waits until the server has closed so many connections. */
    public void awaitClosedConnections(int count) throws InterruptedException {
        closed.acquire(count);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        dropConnections();
    }
}
