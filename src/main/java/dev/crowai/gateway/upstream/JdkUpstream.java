package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.UpstreamException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
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
 * text, redirects and encodings left alone. The client's own retries are what {@link Upstream} promises: one, for GET
 * and HEAD, when a pooled connection turned out to be closed; this class repeats other connection failures of GET and
 * HEAD once.
 */
public final class JdkUpstream implements Upstream {
    private static final Duration CONNECT = Duration.ofSeconds(3);

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
            if (failure.kind() != Kind.UNREACHABLE || !call.method().isRead() || first.hasBegun()) {
                throw failure;
            }
            return exchange(request, new Answer(), giveUpAt);
        }
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
            HttpRequest.Builder builder = HttpRequest.newBuilder(call.uri())
                    .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                    .method(call.method().name(), publisher(call));
            for (Headers.Field field : call.headers().fields()) {
                builder.header(field.name(), field.value());
            }
            return builder.build();
        } catch (IllegalArgumentException unsendable) {
            throw new UpstreamException(Kind.UNUSABLE, "a request that cannot be sent", unsendable);
        }
    }

    /** A bodiless POST, PUT or PATCH says {@code Content-Length: 0}; a bodiless GET says nothing. */
    private static HttpRequest.BodyPublisher publisher(Call call) {
        boolean mayHaveBody = call.method() == Method.POST
                || call.method() == Method.PUT
                || call.method() == Method.PATCH;
        return call.body().isEmpty() && !mayHaveBody
                ? BodyPublishers.noBody()
                : BodyPublishers.ofByteArray(call.body().toByteArray());
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
}
