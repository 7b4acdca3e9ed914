package dev.crowai.gateway.aws.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One connection to an endpoint, used by one exchange at a time. */
final class Connection implements AutoCloseable {
    /**
     * The system's send buffer takes so much at once, even for a peer that reads nothing. A write has no timeout of its
     * own, so a larger one is watched.
     */
    private static final int MOST_UNWATCHED_BYTES = 8 * 1024;

    private final Origin origin;
    private final DeadlineSocket socket;
    private final OutputStream out;
    private final ResponseReader in;
    private volatile Instant lastUsed = Instant.MIN;

    private Connection(Origin origin, DeadlineSocket socket, Socket secured) throws IOException {
        this.origin = origin;
        this.socket = socket;
        this.out = secured.getOutputStream();
        this.in = new ResponseReader(secured.getInputStream());
    }

    /**
     * Connects, and shakes hands where the origin speaks TLS. The certificate must be of the origin's host.
     *
     * @throws IOException when no address of the host accepts in time, or the certificate is not valid
     */
    static Connection open(Origin origin, SSLSocketFactory tls, Duration connectTimeout, Expiry expiry)
            throws IOException {
        Expiry connected = expiry.orIn(connectTimeout);
        IOException failure = new UnknownHostException(origin.host());
        for (InetAddress address : addresses(origin.host(), connected)) {
            DeadlineSocket socket = new DeadlineSocket(connected);
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, origin.port()), connected.millis());
                return new Connection(origin, socket, origin.secure() ? secured(origin, tls, socket) : socket);
            } catch (IOException notConnected) {
                socket.close();
                failure = notConnected;
            }
        }
        throw failure;
    }

    /** A look-up in the DNS has no timeout of its own, so it is left behind when it takes too long. */
    private static InetAddress[] addresses(String host, Expiry expiry) throws IOException {
        CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                found.complete(InetAddress.getAllByName(host));
            } catch (UnknownHostException unknown) {
                found.completeExceptionally(unknown);
            }
        });
        try {
            return found.get(expiry.millis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException unknown) {
            throw new UnknownHostException(host);
        } catch (TimeoutException late) {
            throw new SocketTimeoutException("no address in time");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SocketTimeoutException("interrupted");
        }
    }

    private static SSLSocket secured(Origin origin, SSLSocketFactory tls, DeadlineSocket socket) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, origin.host(), origin.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    Origin origin() {
        return origin;
    }

    /**
     * Sends a request and reads its whole response.
     *
     * @param message head and body
     * @throws IOException when it breaks, is late or is no HTTP; the connection must then be closed
     */
    WholeResponse exchange(byte[] message, boolean head, Expiry expiry) throws IOException {
        socket.expires(expiry);
        in.begin();
        send(message, expiry);
        return in.read(head);
    }

    /** Whether a byte of the response to the last request came back. */
    boolean hasResponded() {
        return in.hasBegun();
    }

    /** Whether the connection can carry another exchange. */
    boolean isReusable() {
        return in.isReusable();
    }

    private void send(byte[] message, Expiry expiry) throws IOException {
        if (message.length <= MOST_UNWATCHED_BYTES) {
            out.write(message);
            return;
        }
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        CompletableFuture<Boolean> watched = written.completeOnTimeout(false, expiry.millis(), TimeUnit.MILLISECONDS)
                .whenComplete((whole, _) -> {
                    if (!whole) {
                        close();
                    }
                });
        try {
            out.write(message);
        } catch (IOException broken) {
            throw watched.isDone() ? late(broken) : broken;
        } finally {
            written.complete(true);
        }
    }

    private static IOException late(IOException broken) {
        SocketTimeoutException late = new SocketTimeoutException("the request was not taken in time");
        late.initCause(broken);
        return late;
    }

    /** From now on the connection is idle. */
    void rest(Instant now) {
        lastUsed = now;
    }

    /**
     * Whether it may be used again.
     *
     * @param most how long it may have been idle, by the wall clock, which goes on while a process is frozen
     */
    boolean isUsable(Instant now, Duration most) {
        Duration idle = Duration.between(lastUsed, now);
        return !idle.isNegative() && idle.compareTo(most) < 0;
    }

    /** Ends the connection at once, without TLS's farewell, which could block. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closed) {
            return;
        }
    }
}
