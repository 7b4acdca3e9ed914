package dev.crowai.gateway.testing;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A {@link RawServer} that responds in HTTP as a test says, and captures the requests. */
public final class RecordingServer implements AutoCloseable {

    /**
     * One request as the server sees it.
     *
     * @param target path and query as they were sent
     */
    public record Received(String method, String target, Headers headers, String body) {

        private static Received of(String raw) {
            int end = raw.indexOf("\r\n\r\n");
            List<String> head = raw.substring(0, end).lines().toList();
            String[] line = head.getFirst().split(" ", 3);
            Headers headers = Headers.of(head.stream()
                    .skip(1)
                    .map(field -> new Headers.Field(
                            field.substring(0, field.indexOf(':')),
                            field.substring(field.indexOf(':') + 1).strip()))
                    .toList());
            byte[] body = raw.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
            return new Received(line[0], line[1], headers, new String(body, StandardCharsets.UTF_8));
        }
    }

    private final RawServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();

    private RecordingServer(Function<Received, Response> responses) throws IOException {
        server = new RawServer(connection -> {
            while (connection.read()) {
                Received request = Received.of(connection.lastRequest());
                received.add(request);
                connection.write(text(responses.apply(request)));
            }
        });
    }

    public static RecordingServer start(Function<Received, Response> responses) throws IOException {
        return new RecordingServer(responses);
    }

    public int port() {
        return server.uri("").getPort();
    }

    public String url() {
        return server.uri("").toString();
    }

    /** What was received so far, in order. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    private static String text(Response response) {
        String fields = response.headers().fields().stream()
                .map(field -> field.name() + ": " + field.value() + "\r\n")
                .collect(Collectors.joining());
        byte[] body = response.body().toByteArray();
        return "HTTP/1.1 " + response.status() + " Said\r\nContent-Length: " + body.length + "\r\n" + fields + "\r\n"
                + new String(body, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
