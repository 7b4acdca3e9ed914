package dev.crowai.gateway.aws.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP client for the AWS SDK over sockets: HTTP/1.1, the JDK's TLS, reused connections, no proxy. Every exchange
 * ends within its timeout, which includes the DNS lookup and the last byte of the body. The whole body is read before a
 * response is returned. Thread-safe; it starts no thread itself.
 *
 * <p>When an idle connection was closed before the first byte of the response, for example after a freeze, the request
 * is sent again on a new connection. After any other failure, a connection is closed.
 */
public final class SocketHttpClient implements SdkHttpClient {
    private static final int MOST_IDLE = 64;
    /** DynamoDB closes a connection after one minute without a request. */
    private static final Duration MOST_IDLE_TIME = Duration.ofSeconds(50);

    private final Duration connectTimeout;
    private final Duration timeout;
    private final SSLSocketFactory tls;
    private final InstantSource clock;
    private final BlockingDeque<Connection> idle = new LinkedBlockingDeque<>(MOST_IDLE);
    private volatile boolean closed;

    /**
     * A client that trusts the JDK's certificate authorities.
     *
     * @param connectTimeout the timeout of the DNS lookup, the TCP handshake and the TLS handshake together
     * @param timeout the timeout of a whole exchange
     */
    public SocketHttpClient(Duration connectTimeout, Duration timeout) {
        this(connectTimeout, timeout, (SSLSocketFactory) SSLSocketFactory.getDefault(), InstantSource.system());
    }

    /** The same with another TLS socket factory and another clock. */
    public SocketHttpClient(Duration connectTimeout, Duration timeout, SSLSocketFactory tls, InstantSource clock) {
        this.connectTimeout = connectTimeout;
        this.timeout = timeout;
        this.tls = tls;
        this.clock = clock;
    }

    @Override
    public String clientName() {
        return "Socket";
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Prepared(request);
    }

    /**
     * Makes a client that the SDK closes together with its own client. The SDK does not close an HTTP client that it
     * was given as an instance.
     *
     * @param connectTimeout the timeout of the DNS lookup, the TCP handshake and the TLS handshake together
     * @param timeout the timeout of a whole exchange
     */
    public record Builder(Duration connectTimeout, Duration timeout) implements SdkHttpClient.Builder<Builder> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new SocketHttpClient(connectTimeout, timeout);
        }
    }

    /** A prepared exchange. It ends by itself at its timeout, so an abort does nothing. */
    private final class Prepared implements ExecutableHttpRequest {
        private final HttpExecuteRequest request;

        Prepared(HttpExecuteRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            byte[] body = body(request);
            WholeResponse response = exchange(request.httpRequest(), body, timeout);
            return HttpExecuteResponse.builder()
                    .response(response.head())
                    .responseBody(AbortableInputStream.create(new ByteArrayInputStream(response.body())))
                    .build();
        }

        @Override
        public void abort() {}
    }

    private static byte[] body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return new byte[0];
        }
        try (InputStream in = request.contentStreamProvider().get().newStream()) {
            return in.readAllBytes();
        }
    }

    /**
     * Sends a request and returns its response.
     *
     * @param limit the timeout of the whole exchange; the client's own timeout applies too
     * @throws IOException when there is no whole response in time, or it is not HTTP
     */
    public WholeResponse exchange(SdkHttpRequest request, byte[] body, Duration limit) throws IOException {
        Origin origin = Origin.of(request);
        byte[] message = RequestWriter.message(request, origin, body);
        return exchange(origin, message, request.method() == SdkHttpMethod.HEAD, limit);
    }

    /**
     * Sends a request that is HTTP already and returns its response.
     *
     * @param message head and body; the method is not HEAD
     * @param limit the timeout of the whole exchange; the client's own timeout applies too
     * @throws IOException when there is no whole response in time, or it is not HTTP
     */
    public WholeResponse exchange(Origin origin, byte[] message, Duration limit) throws IOException {
        return exchange(origin, message, false, limit);
    }

    private WholeResponse exchange(Origin origin, byte[] message, boolean head, Duration limit) throws IOException {
        if (closed) {
            throw new IOException("the client is closed");
        }
        Expiry expiry = Expiry.in(limit.compareTo(timeout) < 0 ? limit : timeout);
        @Nullable Connection kept = take(origin);
        if (kept != null) {
            try {
                return exchange(kept, message, head, expiry);
            } catch (SocketTimeoutException late) {
                throw late;
            } catch (IOException ended) {
                closeIdle();
                if (kept.hasResponded()) {
                    throw ended;
                }
            }
        }
        return exchange(Connection.open(origin, tls, connectTimeout, expiry), message, head, expiry);
    }

    private WholeResponse exchange(Connection connection, byte[] message, boolean head, Expiry expiry)
            throws IOException {
        try {
            return connection.exchange(message, head, expiry);
        } finally {
            if (connection.isReusable()) {
                giveBack(connection);
            } else {
                connection.close();
            }
        }
    }

    private @Nullable Connection take(Origin origin) {
        Instant now = clock.instant();
        for (Connection connection : idle) {
            if (connection.origin().equals(origin) && idle.remove(connection)) {
                if (connection.isUsable(now, MOST_IDLE_TIME)) {
                    return connection;
                }
                connection.close();
            }
        }
        return null;
    }

    private void giveBack(Connection connection) {
        connection.rest(clock.instant());
        if (closed || !idle.offerFirst(connection)) {
            connection.close();
        } else if (closed) {
            closeIdle();
        }
    }

    /** Closes the idle connections. When one of them is dead, the others are most likely dead too. */
    private void closeIdle() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
    }

    /** Closes the idle connections. A connection in use is closed when its exchange ends. */
    @Override
    public void close() {
        closed = true;
        closeIdle();
    }
}
