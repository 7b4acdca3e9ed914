package dev.crowai.gateway.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.crowai.gateway.demo.Loopback;
import dev.crowai.gateway.edge.AllowedOrigins;
import dev.crowai.gateway.edge.Cors;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.local.docs.DocsForms;
import dev.crowai.gateway.local.docs.Sender;
import dev.crowai.gateway.local.inspector.Inspector;
import dev.crowai.gateway.local.inspector.InspectorPages;
import dev.crowai.gateway.route.Environment;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * The local replacement of API Gateway. It makes a payload-2.0 event of each HTTP request, passes it to the function
 * through Lambda's own serialization, and writes the function's response.
 *
 * <p>It has the limits of the real services: 10 MB for a request to the HTTP API, and 6 MB for an event and for a
 * response of Lambda.
 */
public final class HttpDoor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpDoor.class.getName());
    private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    private final Cors cors = new Cors(AllowedOrigins.in(Environment.LOCAL));
    private final LambdaFunction function;
    private final InstantSource clock;
    private final Optional<Tools> tools;
    private final Loopback loopback;

    private HttpDoor(int port, RequestStreamHandler handler, InstantSource clock, Optional<Inspection> inspection)
            throws IOException {
        this.function = new LambdaFunction(handler);
        this.clock = clock;
        this.tools = inspection.isPresent() ? Optional.of(tools(inspection.get())) : Optional.empty();
        this.loopback = Loopback.open(port, this::serve);
    }

    /**
     * Opens the door.
     *
     * @param port the port, 0 for any free port
     * @throws IOException when the port is taken
     */
    public static HttpDoor open(int port, RequestStreamHandler handler) throws IOException {
        return new HttpDoor(port, handler, InstantSource.system(), Optional.empty());
    }

    /**
     * Shows a developer the requests at the door.
     *
     * @param inspector records every request
     * @param people the people who are shown by name
     * @param internalKey the key by which the gateway recognizes services
     */
    record Inspection(Inspector inspector, DemoPage people, String internalKey) {}

    /** What the door has for a developer. */
    private record Tools(Inspector inspector, InspectorPages pages, DocsForms forms) {}

    private Tools tools(Inspection with) throws IOException {
        return new Tools(
                with.inspector(),
                new InspectorPages(
                        with.inspector(),
                        UUID.randomUUID().toString(),
                        with.people()::nameOf,
                        with.people().toJson(),
                        this::again),
                new DocsForms(with.people().people(), with.internalKey()));
    }

    /** The same, with the pages of the inspector and the forms of the docs page. */
    static HttpDoor open(int port, RequestStreamHandler handler, Inspection inspection) throws IOException {
        return new HttpDoor(port, handler, InstantSource.system(), Optional.of(inspection));
    }

    /** {@code http://localhost:{port}}. */
    public URI uri() {
        return loopback.uri();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (tools.isPresent() && InspectorPages.serves(exchange)) {
                tools.get().pages().serve(exchange);
            } else if (tools.isPresent() && DocsForms.serves(exchange)) {
                tools.get().forms().serve(exchange, sender(exchange));
            } else {
                Response response = respond(exchange, UUID.randomUUID().toString());
                Loopback.write(
                        exchange,
                        tools.map(with -> with.forms().on(exchange, response)).orElse(response));
            }
        }
    }

    private Response respond(HttpExchange exchange, String requestId) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            // The request is read to its end; otherwise a client that is still sending would see a reset instead of the
            // response.
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            String origin = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Origin"))
                    .orElse("");
            return own(Problem.payloadTooLarge(), origin, requestId);
        }
        HttpEvent.Incoming request = HttpEvent.Incoming.of(exchange, Body.of(body));
        return invoke(HttpEvent.of(request, requestId, clock.instant()), requestId)
                .response();
    }

    /** Sends other requests of the same client to the same address. */
    private Sender sender(HttpExchange exchange) {
        HttpEvent.Incoming form = HttpEvent.Incoming.of(exchange, Body.EMPTY);
        return (method, target, headers, body) -> {
            String requestId = UUID.randomUUID().toString();
            HttpEvent.Incoming request = form.instead(method, target, headers, body);
            return invoke(HttpEvent.of(request, requestId, clock.instant()), requestId);
        };
    }

    private Sender.Received invoke(ObjectNode event, String requestId) {
        long start = System.nanoTime();
        Response response = respond(event, requestId);
        long number = tools.map(with -> with.inspector().finished(event, response, start))
                .orElse(0L);
        return new Sender.Received(response, number);
    }

    /** Sends a recorded event again, as a new request. */
    private void again(ObjectNode event) {
        String requestId = UUID.randomUUID().toString();
        event.withObject("/requestContext").put("requestId", requestId);
        var _ = invoke(event, requestId);
    }

    private Response respond(ObjectNode event, String requestId) {
        String origin = event.at("/headers/origin").asText();
        try {
            return function.invoke(event, requestId);
        } catch (LambdaFunction.TooLargeException tooLarge) {
            return own(Problem.payloadTooLarge(), origin, requestId);
        } catch (RuntimeException fault) {
            LOG.log(System.Logger.Level.ERROR, "The function failed; API Gateway would answer 500", fault);
            return own(Problem.internalServerError(), origin, requestId);
        }
    }

    /**
     * A response that does not come from the function. The script of a page can read it too.
     *
     * @param origin the origin of the request; empty when there is none
     */
    private Response own(Problem problem, String origin, String requestId) {
        boolean isSent = !origin.isEmpty() && Headers.isValue(origin);
        return cors.readable(problem.toResponse(requestId), isSent ? Headers.of("Origin", origin) : Headers.EMPTY);
    }

    @Override
    public void close() {
        loopback.close();
    }
}
