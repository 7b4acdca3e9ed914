package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Receives one response. It collects the content up to a limit and decides whether a response that ends early can be
 * used. A failure after the status line is never reported as "unreachable" (SPEC "Forwarding"). Thread-safe.
 */
final class ArrivingResponse implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {
    /**
     * The maximum size of the content, in bytes. It is larger than Lambda's limit of 6 MB because the response may be
     * compressed later. It also limits the memory in use.
     */
    static final int MOST_BYTES = 32 * 1024 * 1024;

    private final Method method;
    private final CompletableFuture<Completion> outcome = new CompletableFuture<>();
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Optional<Head> head = Optional.empty();
    private Flow.@Nullable Subscription subscription;

    /** The result of an exchange. */
    sealed interface Completion {
        record Complete(Response response) implements Completion {}

        record Failed(UpstreamException failure) implements Completion {}
    }

    /**
     * The head of the response.
     *
     * @param stream the event stream that the head announces; empty when it announces none
     */
    private record Head(int status, Headers headers, Optional<EventStream> stream) {}

    ArrivingResponse(Method method) {
        this.method = method;
    }

    /** The result of the exchange, as soon as it is known. The future never fails. */
    CompletableFuture<Completion> outcome() {
        return outcome;
    }

    @Override
    public synchronized HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
        Headers headers = FieldValues.of(info.headers());
        if (!Response.isFinal(info.statusCode())) {
            fail(FailureKind.UNUSABLE, "a response with an impossible status", Optional.empty());
            return this;
        }
        Head arrived = new Head(info.statusCode(), headers, EventStream.of(info.statusCode(), headers));
        head = Optional.of(arrived);
        if (Framing.hasNoContent(method, info.statusCode())) {
            if (Framing.announcesContent(headers)) {
                // The service may send content all the same, so the connection is closed.
                complete(withoutContent(arrived));
            }
        } else {
            Framing.fault(headers)
                    .or(() -> Optional.of("a response that is too large")
                            .filter(_ -> arrived.stream().isEmpty()
                                    && Framing.length(headers).orElse(0) > MOST_BYTES))
                    .ifPresent(fault -> fail(FailureKind.UNUSABLE, fault, Optional.empty()));
        }
        return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return subscribed;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription source) {
        subscription = source;
        if (outcome.isDone()) {
            stop();
        } else {
            source.request(Long.MAX_VALUE);
        }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            int room = mostBytes() - bytes.size();
            byte[] part = new byte[Math.min(room, buffer.remaining())];
            buffer.get(part);
            bytes.writeBytes(part);
            if (buffer.hasRemaining()) {
                endEarly(FailureKind.UNUSABLE, "a response that is too large", Optional.empty());
                stop();
                return;
            }
        }
    }

    /**
     * Ends the exchange without the rest of its content. The JDK does not report a cancelled subscription, so the thread
     * of the exchange would wait, and keep the received bytes, as long as the client exists.
     */
    private void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
        subscribed.completeExceptionally(new IOException("the rest of the content is not read"));
    }

    private int mostBytes() {
        return head.flatMap(Head::stream).isPresent() ? EventStream.MOST_BYTES : MOST_BYTES;
    }

    @Override
    public void onError(Throwable failure) {
        subscribed.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        subscribed.complete(null);
    }

    /** The exchange has ended normally. Has no effect when the result is known already. */
    synchronized void ended() {
        if (outcome.isDone()) {
            return;
        }
        if (head.isEmpty()) {
            fail(FailureKind.UNUSABLE, "an exchange without a response", Optional.empty());
            return;
        }
        Head arrived = head.get();
        if (Framing.hasNoContent(method, arrived.status())) {
            complete(withoutContent(arrived));
        } else if (arrived.stream().isPresent()) {
            EventStream stream = arrived.stream().get();
            stream.ended(bytes.toByteArray(), true)
                    .ifPresentOrElse(
                            this::complete,
                            () -> fail(FailureKind.UNUSABLE, "an event stream in a broken coding", Optional.empty()));
        } else {
            complete(new Response(arrived.status(), arrived.headers(), Body.of(bytes.toByteArray())));
        }
    }

    /** The exchange has failed. Has no effect when the result is known already. */
    synchronized void failed(Throwable thrown) {
        if (outcome.isDone()) {
            return;
        }
        Throwable cause = ExchangeFailure.unwrapped(thrown);
        if (head.isPresent()) {
            endEarly(FailureKind.BROKEN_OFF, "a response that broke off", Optional.of(cause));
        } else if (ExchangeFailure.isNoContentWithFraming(cause)) {
            complete(Response.of(204));
        } else {
            fail(ExchangeFailure.kind(cause), "no response", Optional.of(cause));
        }
    }

    /** The time for the exchange is over. Returns its result. */
    synchronized Completion timeIsUp() {
        endEarly(FailureKind.TIMEOUT, "no complete response in time", Optional.empty());
        return outcome.join();
    }

    /** Complete events are a usable response; anything else is a failure. */
    private void endEarly(FailureKind kind, String message, Optional<Throwable> cause) {
        head.flatMap(Head::stream)
                .flatMap(stream -> stream.ended(bytes.toByteArray(), false))
                .ifPresentOrElse(this::complete, () -> fail(kind, message, cause));
    }

    private void complete(Response response) {
        outcome.complete(new Completion.Complete(response));
    }

    private void fail(FailureKind kind, String message, Optional<Throwable> cause) {
        outcome.complete(new Completion.Failed(cause.map(known -> new UpstreamException(kind, message, known))
                .orElseGet(() -> new UpstreamException(kind, message))));
    }

    private static Response withoutContent(Head head) {
        return new Response(head.status(), head.headers(), Body.EMPTY);
    }
}
