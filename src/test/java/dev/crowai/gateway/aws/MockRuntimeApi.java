package dev.crowai.gateway.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays the Lambda Runtime API on a free loopback port for one function: hands out events, takes what comes of them, and
 * holds a function that starts for SnapStart at its checkpoint until it is told to go on.
 */
final class MockRuntimeApi implements AutoCloseable {
    private static final String ROOT = "/2018-06-01/runtime/";
    private static final Pattern OUTCOME = Pattern.compile("invocation/([^/]+)/(response|error)");
    private static final Duration TIME_LIMIT = Duration.ofSeconds(29);

    /** What the function made of an event: its JSON, or the error that the runtime reported. */
    record Outcome(boolean isError, String json) {}

    private record Invocation(String id, String event) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<Outcome>> outcomes = new ConcurrentHashMap<>();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> checkpoint = new CompletableFuture<>();
    private final CountDownLatch restored = new CountDownLatch(1);

    private MockRuntimeApi(HttpServer server) {
        this.server = server;
    }

    static MockRuntimeApi start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        MockRuntimeApi api = new MockRuntimeApi(server);
        server.createContext(ROOT, api::serve);
        server.setExecutor(api.threads);
        server.start();
        return api;
    }

    /** The value of {@code AWS_LAMBDA_RUNTIME_API}. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Queues an event; the outcome follows when the function has taken and handled it. */
    CompletableFuture<Outcome> invoke(String id, String event) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        outcomes.put(id, outcome);
        waiting.add(new Invocation(id, event));
        return outcome;
    }

    /** Done when the function asks for its first event. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Done when the function is where a snapshot would be taken. */
    CompletableFuture<Void> checkpoint() {
        return checkpoint;
    }

    /** Lets a function go on from its checkpoint. */
    void restore() {
        restored.countDown();
    }

    /** The report of a function that failed to start or to restore. */
    CompletableFuture<String> failure() {
        return failure;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String call = exchange.getRequestURI().getPath().substring(ROOT.length());
            switch (call) {
                case "invocation/next" -> next(exchange);
                case "restore/next" -> {
                    checkpoint.complete(null);
                    restored.await();
                    exchange.sendResponseHeaders(200, -1);
                }
                case "init/error", "restore/error" -> {
                    failure.complete(body);
                    exchange.sendResponseHeaders(202, -1);
                }
                default -> exchange.sendResponseHeaders(take(call, body) ? 202 : 404, -1);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
        ready.complete(null);
        Invocation invocation = waiting.take();
        byte[] event = invocation.event().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.id());
        exchange.getResponseHeaders()
                .set(
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(Instant.now().plus(TIME_LIMIT).toEpochMilli()));
        exchange.getResponseHeaders()
                .set(
                        "Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:eu-west-1:123456789012:function:crow-core-api-gateway");
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Trace-Id", "Root=1-67430001-0123456789abcdef01230001;Sampled=0");
        exchange.sendResponseHeaders(200, event.length);
        exchange.getResponseBody().write(event);
    }

    private boolean take(String call, String body) {
        Matcher outcome = OUTCOME.matcher(call);
        return outcome.matches()
                && outcomes.containsKey(outcome.group(1))
                && outcomes.get(outcome.group(1))
                        .complete(new Outcome(outcome.group(2).equals("error"), body));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
