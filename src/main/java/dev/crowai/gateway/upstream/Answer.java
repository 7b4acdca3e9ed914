package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One answer as it arrives: collects the body up to a limit, and can hand out the whole events of a stream that is
 * still open. Thread-safe.
 */
final class Answer implements HttpResponse.BodyHandler<Body>, HttpResponse.BodySubscriber<Body> {
    /** What a 6 MB response may unpack to before gzip makes it fit, and a bound for the memory. */
    static final int MOST_BYTES = 32 * 1024 * 1024;

    private static final String EVENT_STREAM = "text/event-stream";

    /** The body is larger than the gateway can hold. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final CompletableFuture<Body> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private HttpResponse.@Nullable ResponseInfo head;
    private Flow.@Nullable Subscription subscription;

    @Override
    public synchronized HttpResponse.BodySubscriber<Body> apply(HttpResponse.ResponseInfo info) {
        head = info;
        return this;
    }

    @Override
    public CompletionStage<Body> getBody() {
        return whole;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription source) {
        subscription = source;
        source.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (bytes.size() + buffer.remaining() > MOST_BYTES) {
                if (subscription != null) {
                    subscription.cancel();
                }
                whole.completeExceptionally(new TooLarge());
                return;
            }
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            bytes.writeBytes(part);
        }
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public synchronized void onComplete() {
        whole.complete(Body.of(bytes.toByteArray()));
    }

    /** Whether any of the answer has come. */
    synchronized boolean hasBegun() {
        return head != null;
    }

    /**
     * What has arrived of an event stream, up to the end of its last whole event (WHATWG HTML §9.2.5: a blank line
     * ends it); empty when the answer is no such stream.
     */
    synchronized Optional<Response> eventsSoFar() {
        HttpResponse.ResponseInfo info = head;
        if (info == null || !isEventStream(info) || !Response.isFinal(info.statusCode())) {
            return Optional.empty();
        }
        Headers headers = JdkUpstream.headers(info.headers());
        byte[] all = bytes.toByteArray();
        int end = endOfLastEvent(all);
        byte[] events = Arrays.copyOf(all, end);
        return Optional.of(new Response(info.statusCode(), headers, Body.of(events)));
    }

    private static boolean isEventStream(HttpResponse.ResponseInfo info) {
        return info.headers()
                .firstValue("content-type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith(EVENT_STREAM))
                .isPresent();
    }

    /** The index behind the last blank line; lines end with LF, CR or CRLF. */
    static int endOfLastEvent(byte[] stream) {
        int end = 0;
        boolean lineIsEmpty = true;
        for (int i = 0; i < stream.length; i++) {
            if (stream[i] != '\n' && stream[i] != '\r') {
                lineIsEmpty = false;
                continue;
            }
            if (stream[i] == '\r' && i + 1 < stream.length && stream[i + 1] == '\n') {
                i++;
            }
            if (lineIsEmpty) {
                end = i + 1;
            }
            lineIsEmpty = true;
        }
        return end;
    }
}
