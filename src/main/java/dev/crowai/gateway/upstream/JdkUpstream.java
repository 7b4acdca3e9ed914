package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.UpstreamException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@link Upstream} over the JDK's {@link HttpClient}: HTTP/2 over TLS where the service speaks it, HTTP/1.1 in clear
 * text, redirects and encodings left alone. The client repeats a GET or HEAD once by itself when its connection ended
 * before any byte came back; this class adds the same for a connection that was reset.
 */
public final class JdkUpstream implements Upstream, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** Who is asking, where the client did not say; the JDK would name itself. */
    private static final String USER_AGENT = "crow-core-api-gateway";

    private final HttpClient client;

    public JdkUpstream() {
        this(HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
    }

    JdkUpstream(HttpClient client) {
        this.client = client;
    }

    @Override
    public Response send(Call call) throws UpstreamException {
        HttpRequest request = request(call);
        long giveUpAt = System.nanoTime() + call.timeout().toNanos();
        Answer first = new Answer();
        try {
            return exchange(request, first, giveUpAt);
        } catch (UpstreamException failure) {
            if (!call.method().isRead() || first.hasBegun() || !isReset(failure)) {
                throw failure;
            }
            return exchange(request, new Answer(), giveUpAt);
        }
    }

    /** The client itself repeats a read after a connection that ended, and any connect; a reset it does not. */
    private static boolean isReset(UpstreamException failure) {
        return failure.kind() == Kind.UNREACHABLE
                && failure.getCause() instanceof SocketException reset
                && !(reset instanceof ConnectException);
    }

    private Response exchange(HttpRequest request, Answer answer, long giveUpAt) throws UpstreamException {
        CompletableFuture<HttpResponse<Body>> pending = client.sendAsync(request, answer);
        try {
            HttpResponse<Body> response = pending.get(giveUpAt - System.nanoTime(), TimeUnit.NANOSECONDS);
            return new Response(response.statusCode(), headers(response.headers()), response.body());
        } catch (TimeoutException late) {
            pending.cancel(true);
            return answer.eventsSoFar()
                    .orElseThrow(() -> new UpstreamException(Kind.TIMEOUT, "no whole answer in time", late));
        } catch (ExecutionException failed) {
            throw failure(failed.getCause());
        } catch (InterruptedException stopped) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new UpstreamException(Kind.TIMEOUT, "interrupted", stopped);
        } catch (IllegalArgumentException notFinal) {
            throw new UpstreamException(Kind.UNUSABLE, "an answer with an impossible status or field", notFinal);
        }
    }

    private static UpstreamException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case HttpConnectTimeoutException late -> new UpstreamException(Kind.UNREACHABLE, "no connection", late);
            case HttpTimeoutException late -> new UpstreamException(Kind.TIMEOUT, "no answer in time", late);
            case ConnectException refused -> new UpstreamException(Kind.UNREACHABLE, "no connection", refused);
            case Answer.TooLarge large -> new UpstreamException(Kind.UNUSABLE, "an answer that is too large", large);
            case ProtocolException garbled ->
                new UpstreamException(Kind.UNUSABLE, "an answer that is no HTTP", garbled);
            case IOException broken -> new UpstreamException(Kind.UNREACHABLE, "the connection broke", broken);
            case null, default -> new UpstreamException(Kind.UNUSABLE, "the exchange failed");
        };
    }

    private static HttpRequest request(Call call) throws UpstreamException {
        boolean secure = "https".equals(call.uri().getScheme());
        try {
            HttpRequest.Builder builder = method(HttpRequest.newBuilder(call.uri()), call)
                    .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
            if (!call.headers().has("User-Agent")) {
                builder.header("User-Agent", USER_AGENT);
            }
            for (Headers.Field field : call.headers().fields()) {
                builder.header(field.name(), field.value());
            }
            return builder.build();
        } catch (IllegalArgumentException unsendable) {
            throw new UpstreamException(Kind.UNUSABLE, "a request that cannot be sent", unsendable);
        }
    }

    /** A POST without a body says {@code Content-Length: 0}; a GET without one says nothing (RFC 9110 §8.6). */
    private static HttpRequest.Builder method(HttpRequest.Builder builder, Call call) {
        if (call.body().isEmpty() && call.method() == Method.GET) {
            return builder.GET();
        }
        if (call.body().isEmpty() && call.method() == Method.HEAD) {
            return builder.HEAD();
        }
        return builder.method(
                call.method().name(), BodyPublishers.ofByteArray(call.body().toByteArray()));
    }

    /** Fields of HTTP/2 whose names begin with a colon are no fields (RFC 9113 §8.3). */
    static Headers headers(HttpHeaders headers) {
        List<Headers.Field> fields = new ArrayList<>();
        headers.map().forEach((name, values) -> {
            if (!name.startsWith(":")) {
                values.forEach(value -> fields.add(new Headers.Field(name, value)));
            }
        });
        return Headers.of(fields);
    }

    /** Closes every connection and ends what is under way. */
    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
