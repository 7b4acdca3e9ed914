package dev.crowai.gateway.demo;

import com.sun.net.httpserver.HttpExchange;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One service of the platform. It stores the requests that it received, and a test can make it fail. Safe for any
 * number of threads.
 */
public final class DemoService implements AutoCloseable {
    /** The maximum number of stored requests, so that a gateway that runs for days does not fill the memory. */
    private static final int REMEMBERED = 5_000;

    private record Rule(String method, String path, Function<DemoRequest, Reply> reply) {
        boolean matches(DemoRequest request) {
            boolean samePath = path.endsWith("*")
                    ? request.path().startsWith(path.substring(0, path.length() - 1))
                    : request.path().equals(path);
            return request.method().equals(method) && samePath;
        }
    }

    private final String name;
    private final Function<DemoRequest, Response> usual;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<DemoRequest> requests = new ArrayList<>();
    private final OnDemand onDemand = new OnDemand();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Loopback loopback;

    private DemoService(String name, InetSocketAddress address, Function<DemoRequest, Response> usual)
            throws IOException {
        this.name = name;
        this.usual = usual;
        this.loopback = Loopback.open(address, this::serve);
    }

    /**
     * Starts the service.
     *
     * @param name the service's name in the catalogue
     * @param address the address to listen on; port 0 for any free port
     * @throws IOException when the port is in use; the message names the service
     */
    static DemoService open(String name, InetSocketAddress address, Function<DemoRequest, Response> usual)
            throws IOException {
        try {
            return new DemoService(name, address, usual);
        } catch (BindException taken) {
            throw new IOException(
                    name + " cannot listen on " + address.getHostString() + " port " + address.getPort(), taken);
        }
    }

    public String name() {
        return name;
    }

    /** {@code http://localhost:{port}}. */
    public URI uri() {
        return loopback.uri();
    }

    /**
     * Replaces the responses to some requests. If several rules match, the newest one decides.
     *
     * @param path an exact raw path without query, or a prefix that ends in {@code *}
     */
    public void on(String method, String path, Function<DemoRequest, Reply> reply) {
        rules.add(0, new Rule(method, path, reply));
    }

    /** Like {@link #on(String, String, Function)}, but with the same reply for every request. */
    public void on(String method, String path, Reply reply) {
        on(method, path, request -> reply);
    }

    /** Removes every rule and forgets every request. */
    public synchronized void reset() {
        rules.clear();
        requests.clear();
    }

    /** All received requests, oldest first (at most the last 5,000). */
    public synchronized List<DemoRequest> requests() {
        return List.copyOf(requests);
    }

    /** The number of requests with this method and raw path, with any query. */
    public int calls(String method, String path) {
        return (int)
                requests().stream().filter(request -> request.is(method, path)).count();
    }

    public synchronized Optional<DemoRequest> last() {
        return requests.isEmpty() ? Optional.empty() : Optional.of(requests.getLast());
    }

    private void serve(HttpExchange exchange) throws IOException {
        DemoRequest request = read(exchange);
        remember(request);
        carryOut(reply(request), exchange);
    }

    private void carryOut(Reply reply, HttpExchange exchange) throws IOException {
        switch (reply) {
            case Reply.Immediate(Response response) -> {
                try (exchange) {
                    Loopback.write(exchange, response);
                }
            }
            case Reply.Hang() -> {
                try (exchange) {
                    closed.await();
                } catch (InterruptedException end) {
                    Thread.currentThread().interrupt();
                }
            }
            case Reply.Drop() -> exchange.close();
            case Reply.Cut(Response response) -> cut(exchange, response);
            case Reply.Late(Duration delay, Reply then) -> {
                pause(delay);
                carryOut(then, exchange);
            }
            case Reply.Stream(List<String> events, Duration pause) -> stream(exchange, events, pause);
        }
    }

    /** Waits. The wait ends at once when the service is closed. */
    private void pause(Duration time) {
        try {
            var _ = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void stream(HttpExchange exchange, List<String> events, Duration pause) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (String event : events) {
                out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                pause(pause);
            }
        }
    }

    private synchronized void remember(DemoRequest request) {
        requests.add(request);
        if (requests.size() > REMEMBERED) {
            requests.removeFirst();
        }
    }

    /** Uses no lock, because a rule may wait for other requests. */
    private Reply reply(DemoRequest request) {
        for (Rule rule : rules) {
            if (rule.matches(request)) {
                return rule.reply().apply(request);
            }
        }
        return onDemand.reply(request, () -> usual.apply(request));
    }

    private static DemoRequest read(HttpExchange exchange) throws IOException {
        List<Headers.Field> fields = new ArrayList<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> values.forEach(value -> fields.add(new Headers.Field(name, value))));
        String target = exchange.getRequestURI().toString();
        int mark = target.indexOf('?');
        return new DemoRequest(
                exchange.getRequestMethod(),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                Headers.of(fields),
                Body.of(exchange.getRequestBody().readAllBytes()));
    }

    private static void cut(HttpExchange exchange, Response response) throws IOException {
        for (Headers.Field field : response.headers().fields()) {
            exchange.getResponseHeaders().add(field.name(), field.value());
        }
        exchange.sendResponseHeaders(response.status(), response.body().length());
        OutputStream out = exchange.getResponseBody();
        out.write(response.body().toByteArray(), 0, response.body().length() / 2);
        out.flush();
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        loopback.close();
    }
}
