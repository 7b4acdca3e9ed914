package dev.crowai.gateway.aws;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.local.HttpDoor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The laptop's door, over HTTP on loopback. */
final class HttpDoorContractTest extends DoorContract {
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpDoor door;

    @BeforeEach
    void open() throws IOException {
        door = HttpDoor.open(0, new GatewayHandler(gateway));
    }

    @AfterEach
    void close() {
        door.close();
        client.close();
    }

    @Override
    Response send(Method method, String target, Body body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(door.uri() + target))
                .method(
                        method.name(),
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.toByteArray()));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        List<Headers.Field> fields = new ArrayList<>();
        answer.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> fields.add(new Headers.Field(name, utf8(value)))));
        return new Response(answer.statusCode(), Headers.of(fields), Body.of(answer.body()));
    }

    /** The JDK's client reads one byte a character; browsers and most clients read UTF-8. */
    private static String utf8(String value) {
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
