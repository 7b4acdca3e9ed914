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
 * The laptop's API Gateway: makes a payload-2.0 event of each HTTP request, sends it through Lambda's own
 * serialization to the function, and writes the function's answer.
 *
 * <p>It keeps the limits of the real one: 10 MB a request at the HTTP API, 6 MB an event and an answer at Lambda.
 */
public final class HttpDoor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpDoor.class.getName());
    private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    private final Cors cors = new Cors(AllowedOrigins.in(Environment.LOCAL));
    private final LambdaFunction function;
    private final InstantSource clock;
    private final Optional<Inspector> inspector;
    private final Optional<InspectorPages> pages;
    private final Loopback loopback;

    private HttpDoor(int port, RequestStreamHandler handler, InstantSource clock, Optional<Inspection> inspection)
            throws IOException {
        this.function = new LambdaFunction(handler);
        this.clock = clock;
        this.inspector = inspection.map(Inspection::inspector);
        this.pages = inspection.map(with -> new InspectorPages(
                with.inspector(), with.people()::nameOf, with.people().toJson(), this::again));
        this.loopback = Loopback.open(port, this::serve);
    }

    /**
     * Opens the door; it answers at once.
     *
     * @param port 0 for any free one
     * @throws IOException when the port is taken
     */
    public static HttpDoor open(int port, RequestStreamHandler handler) throws IOException {
        return new HttpDoor(port, handler, InstantSource.system(), Optional.empty());
    }

    /**
     * What shows a developer what happens at the door.
     *
     * @param inspector sees every request
     * @param people who is shown by name
     */
    record Inspection(Inspector inspector, DemoPage people) {}

    /** The same, with the inspector's pages. */
    static HttpDoor open(int port, RequestStreamHandler handler, Inspection inspection) throws IOException {
        return new HttpDoor(port, handler, InstantSource.system(), Optional.of(inspection));
    }

    /** {@code http://localhost:{port}}. */
    public URI uri() {
        return loopback.uri();
    }

    private void serve(HttpExchange exchange) throws IOException {
        if (pages.isPresent() && InspectorPages.serves(exchange)) {
            try (exchange) {
                pages.get().serve(exchange);
            }
            return;
        }
        try (exchange) {
            String requestId = UUID.randomUUID().toString();
            Loopback.write(exchange, answer(exchange, requestId));
        }
    }

    private Response answer(HttpExchange exchange, String requestId) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            // Read to the end: a client that is still sending would see a reset in place of the answer.
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            String origin = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Origin"))
                    .orElse("");
            return own(Problem.payloadTooLarge(), origin, requestId);
        }
        return invoke(HttpEvent.of(exchange, Body.of(body), requestId, clock.instant()), requestId);
    }

    private Response invoke(ObjectNode event, String requestId) {
        long start = System.nanoTime();
        Response response = answer(event, requestId);
        inspector.ifPresent(watching -> watching.finished(event, response, start));
        return response;
    }

    /** The same request as a new one. */
    private void again(ObjectNode event) {
        String requestId = UUID.randomUUID().toString();
        event.withObject("/requestContext").put("requestId", requestId);
        var _ = invoke(event, requestId);
    }

    private Response answer(ObjectNode event, String requestId) {
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
     * A response that does not come from the function, readable by the script of a page all the same.
     *
     * @param origin of the request; empty when there is none
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
