package dev.crowai.gateway.http;

import java.util.Optional;

/**
 * A response.
 *
 * @param status 200–599 (the gateway never returns an interim response)
 * @param headers the fields without {@code Content-Length}, which is added when the response is sent
 * @param body empty for HEAD, 204 and 304
 */
public record Response(int status, Headers headers, Body body) {

    public Response {
        if (!isFinal(status)) {
            throw new IllegalArgumentException("not a final status: " + status);
        }
    }

    /** Whether a status is final and in the range that HTTP defines (RFC 9110 §15). */
    public static boolean isFinal(int status) {
        return status >= 200 && status <= 599;
    }

    public static Response of(int status) {
        return new Response(status, Headers.EMPTY, Body.EMPTY);
    }

    public static Response json(int status, String json) {
        return new Response(status, Headers.of("Content-Type", "application/json"), Body.of(json));
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    public Response with(String name, String value) {
        return withHeaders(headers.with(name, value));
    }

    public Response withHeaders(Headers others) {
        return new Response(status, others, body);
    }

    public Response withBody(Body other) {
        return new Response(status, headers, other);
    }

    public boolean isSuccess() {
        return status < 300;
    }
}
