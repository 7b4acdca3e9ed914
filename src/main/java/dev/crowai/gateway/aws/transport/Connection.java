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

/** One connection to an endpoint. It is used for one exchange at a time. */
final class Connection implements AutoCloseable {
    /** The size of the system's send buffer, in bytes. */
    private static final int SEND_BUFFER = 64 * 1024;

    /**
     * The send buffer accepts at least this many bytes at once, even if the peer reads nothing. A write has no timeout,
     * so a timer closes the connection when a larger write takes too long.
     */
    private static final int MOST_UNWATCHED_BYTES = SEND_BUFFER / 2;

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
     * Connects, with a TLS handshake if the origin uses TLS. The certificate must be valid for the host of the origin.
     *
     * @throws IOException when no address of the host accepts the connection in time, or the certificate is invalid
     */
    static Connection open(Origin origin, SSLSocketFactory tls, Duration connectTimeout, Expiry expiry)
            throws IOException {
        Expiry connected = expiry.orIn(connectTimeout);
        IOException failure = new UnknownHostException(origin.host());
        for (InetAddress address : addresses(origin.host(), connected)) {
            DeadlineSocket socket = new DeadlineSocket(connected);
            try {
                socket.setTcpNoDelay(true);
                socket.setSendBufferSize(SEND_BUFFER);
                socket.connect(new InetSocketAddress(address, origin.port()), connected.millis());
                return new Connection(origin, socket, origin.secure() ? secured(origin, tls, socket) : socket);
            } catch (IOException notConnected) {
                socket.close();
                failure = notConnected;
            }
        }
        throw failure;
    }

    /**
     * Looks up the addresses in the DNS. This has no timeout, so when it takes too long, the caller stops waiting for
     * it.
     */
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
     * @param message head and body of the request
     * @throws IOException when the exchange breaks, is late or is not HTTP; the connection must then be closed
     */
    WholeResponse exchange(byte[] message, boolean head, Expiry expiry) throws IOException {
        socket.expires(expiry);
        in.begin();
        send(message, expiry);
        return in.read(head);
    }

    /** Whether at least one byte of the last response was received. */
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
        // The timeout completes the future before it closes the socket, so a write that then fails is known to be late.
        var _ = written.completeOnTimeout(false, expiry.millis(), TimeUnit.MILLISECONDS)
                .whenComplete((whole, _) -> {
                    if (!whole) {
                        close();
                    }
                });
        try {
            out.write(message);
        } catch (IOException broken) {
            throw written.isDone() ? late(broken) : broken;
        } finally {
            written.complete(true);
        }
    }

    private static IOException late(IOException broken) {
        SocketTimeoutException late = new SocketTimeoutException("the request was not taken in time");
        late.initCause(broken);
        return late;
    }

    /** Marks the connection as idle from now on. */
    void rest(Instant now) {
        lastUsed = now;
    }

    /**
     * Whether the connection may be used again.
     *
     * @param most the longest idle time, by the wall clock, which continues while a process is frozen
     */
    boolean isUsable(Instant now, Duration most) {
        Duration idle = Duration.between(lastUsed, now);
        return !idle.isNegative() && idle.compareTo(most) < 0;
    }

    /** Closes the connection at once, without TLS's closing message, which could block. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closed) {
            return;
        }
    }
}
