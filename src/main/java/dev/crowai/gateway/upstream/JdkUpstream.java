package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.ArrivingResponse.Completion;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@link Upstream} over the JDK's {@link HttpClient}. It uses HTTP/1.1, follows no redirects and decodes no content.
 * The JDK's client retries a GET or HEAD once when its connection ended before the first byte of the response. This
 * class also retries when the connection was reset. After a timeout, it closes the connection of the request and the
 * idle ones of the same client.
 */
public final class JdkUpstream implements Upstream, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** The {@code User-Agent} when the client sent none. Without it, the JDK would send its own name. */
    private static final String USER_AGENT = "crow-core-api-gateway";

    /**
     * Begins exchanges, because the JDK's client first looks up the address in the DNS, which has no timeout. These are
     * platform threads, because the start on a virtual thread costs more CPU.
     */
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("upstream-", 0).factory());

    private final CurrentClient clients;

    /**
     * An upstream without connections.
     *
     * @param clock the wall clock, which measures how long a connection is idle
     */
    public JdkUpstream(InstantSource clock) {
        checkChunkSizes();
        this.clients = new CurrentClient(this::client, clock);
    }

    /**
     * Lets the JDK's client check the sizes of chunks. It counts in an {@code int}. A size from 2^31 on is a negative
     * one, which its parser asserts never to see, and on which it loops for ever when assertions are off. With them, the
     * exchange fails. A size of 2^32 + n is still read as n: the digits are not visible here. This has an effect only
     * before the first response of the process.
     */
    private static void checkChunkSizes() {
        ClassLoader.getPlatformClassLoader().setClassAssertionStatus("jdk.internal.net.http.ResponseContent", true);
    }

    /**
     * The callbacks of the client run on its selector thread. They only collect bytes, so another thread would cost
     * more than it saves.
     */
    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Response send(Call call) throws UpstreamException {
        HttpRequest request = request(call);
        long giveUpAt = System.nanoTime() + call.timeout().toNanos();
        try {
            return exchange(request, call.method(), giveUpAt);
        } catch (UpstreamException failure) {
            if (!call.method().isRead() || !ExchangeFailure.isReset(failure)) {
                throw failure;
            }
            return exchange(request, call.method(), giveUpAt);
        }
    }

    private Response exchange(HttpRequest request, Method method, long giveUpAt) throws UpstreamException {
        ArrivingResponse response = new ArrivingResponse(method);
        try (CurrentClient.Lease lease = clients.lease(request.uri())) {
            Future<?> sending = threads.submit(() -> send(lease.client(), request, response));
            return switch (outcome(response, sending, giveUpAt)) {
                case Completion.Complete complete -> complete.response();
                case Completion.Failed failed -> {
                    if (!ExchangeFailure.isOfConnecting(failed.failure())) {
                        lease.retire();
                    }
                    throw failed.failure();
                }
            };
        }
    }

    /** The JDK wraps each failure in a copy; the failure itself is the cause of the copy. */
    private static void send(HttpClient client, HttpRequest request, ArrivingResponse response) {
        try {
            var _ = client.send(request, response);
            response.ended();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            response.failed(stopped);
        } catch (IOException | RuntimeException | Error failure) {
            response.failed(Optional.ofNullable(failure.getCause()).orElse(failure));
        }
    }

    private static Completion outcome(ArrivingResponse response, Future<?> sending, long giveUpAt)
            throws UpstreamException {
        try {
            return response.outcome().get(giveUpAt - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            Completion outcome = response.timeIsUp();
            sending.cancel(true);
            return outcome;
        } catch (InterruptedException stopped) {
            sending.cancel(true);
            Thread.currentThread().interrupt();
            throw new UpstreamException(FailureKind.TIMEOUT, "interrupted", stopped);
        } catch (ExecutionException failed) {
            throw new UpstreamException(FailureKind.UNUSABLE, "the exchange failed", failed);
        }
    }

    private static HttpRequest request(Call call) throws UpstreamException {
        try {
            HttpRequest.Builder builder = method(HttpRequest.newBuilder(call.uri()), call);
            if (!call.headers().has("User-Agent")) {
                builder.header("User-Agent", USER_AGENT);
            }
            for (Headers.Field field : call.headers().fields()) {
                builder.header(field.name(), field.value());
            }
            return builder.build();
        } catch (IllegalArgumentException unsendable) {
            throw new UpstreamException(FailureKind.UNUSABLE, "a request that cannot be sent", unsendable);
        }
    }

    /** A POST without a body sends {@code Content-Length: 0}; a GET without a body sends no length (RFC 9110 §8.6). */
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

    /** Closes every connection and ends the running exchanges. */
    @Override
    public void close() {
        clients.close();
        threads.shutdownNow();
    }
}
