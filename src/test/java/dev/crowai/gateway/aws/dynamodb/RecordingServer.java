package dev.crowai.gateway.aws.dynamodb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server on loopback that answers as it is told to and remembers what it received. */
public final class RecordingServer implements AutoCloseable {

    /**
     * One request as the server sees it.
     *
     * @param target path and query as they were sent
     */
    public record Received(String method, String target, Headers headers, String body) {}

    private final HttpServer server;
    private final Function<Received, Response> answers;
    private final List<Received> received = new CopyOnWriteArrayList<>();

    private RecordingServer(HttpServer server, Function<Received, Response> answers) {
        this.server = server;
        this.answers = answers;
    }

    public static RecordingServer start(Function<Received, Response> answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RecordingServer recording = new RecordingServer(server, answers);
        server.createContext("/", recording::serve);
        server.start();
        return recording;
    }

    /** Stands for every service at once, with an answer for each of these paths and 404 for any other. */
    public static RecordingServer ofServices(Map<String, Response> byPath) throws IOException {
        return start(
                received -> byPath.getOrDefault(URI.create(received.target()).getPath(), Response.of(404)));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** What was received so far, in order. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers(exchange),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            received.add(request);
            Response answer = answers.apply(request);
            answer.headers()
                    .fields()
                    .forEach(field -> exchange.getResponseHeaders().add(field.name(), field.value()));
            byte[] body = answer.body().toByteArray();
            if (body.length == 0) {
                exchange.sendResponseHeaders(answer.status(), -1);
                return;
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Headers headers(HttpExchange exchange) {
        List<Headers.Field> fields = new ArrayList<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> values.forEach(value -> fields.add(new Headers.Field(name, value))));
        return Headers.of(fields);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
