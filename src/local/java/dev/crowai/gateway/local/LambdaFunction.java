package dev.crowai.gateway.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Runs the function as Lambda does, with JSON streams as input and output. */
final class LambdaFunction {
    /** Lambda's quota for the payload of a synchronous invocation, in each direction, in bytes. */
    static final int MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> SET_BY_THE_SERVER =
            Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade");

    /** The event is larger than Lambda's quota; API Gateway responds with 413. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final RequestStreamHandler handler;

    LambdaFunction(RequestStreamHandler handler) {
        this.handler = handler;
    }

    /**
     * Invokes the function once.
     *
     * @throws TooLargeException when the event is larger than Lambda's quota
     * @throws IllegalStateException when API Gateway could not return the function's response
     */
    Response invoke(ObjectNode event, String requestId) throws TooLargeException {
        byte[] payload = event.toString().getBytes(StandardCharsets.UTF_8);
        if (payload.length > MAX_PAYLOAD_BYTES) {
            throw new TooLargeException();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            handler.handleRequest(new ByteArrayInputStream(payload), out, LocalContext.starting(requestId));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        if (out.size() > MAX_PAYLOAD_BYTES) {
            throw new IllegalStateException("the answer is over Lambda's quota: " + out.size() + " bytes");
        }
        return parse(out.toString(StandardCharsets.UTF_8));
    }

    private static Response parse(String json) {
        JsonNode response;
        try {
            response = JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the answer is no JSON", broken);
        }
        List<Headers.Field> fields = new ArrayList<>();
        response.path("headers")
                .properties()
                .forEach(field -> add(fields, field.getKey(), field.getValue().asText()));
        response.path("multiValueHeaders")
                .properties()
                .forEach(field -> field.getValue().forEach(value -> add(fields, field.getKey(), value.asText())));
        response.path("cookies").forEach(cookie -> add(fields, "Set-Cookie", cookie.asText()));
        String body = response.path("body").asText("");
        return new Response(
                response.path("statusCode").asInt(),
                Headers.of(fields),
                response.path("isBase64Encoded").asBoolean() ? Body.ofBase64(body) : Body.of(body));
    }

    private static void add(List<Headers.Field> fields, String name, String value) {
        if (!SET_BY_THE_SERVER.contains(name.toLowerCase(Locale.ROOT))) {
            fields.add(new Headers.Field(name, value));
        }
    }
}
