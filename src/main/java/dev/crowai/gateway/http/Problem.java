package dev.crowai.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An error response of the gateway itself (SPEC "Errors").
 *
 * @param status 400–599
 * @param error the reason phrase of the status, e.g. {@code Not Found}
 * @param message the text for the client; holds no internal detail
 * @param headers further fields, such as {@code Retry-After}; may be empty
 */
public record Problem(int status, String error, String message, Headers headers) {
    public static Problem badRequest(String message) {
        return of(400, "Bad Request", message);
    }

    /** 401 with {@code WWW-Authenticate}, which RFC 9110 §11.6.1 requires. */
    public static Problem unauthorized(String message) {
        return of(401, "Unauthorized", message).with("WWW-Authenticate", "Bearer realm=\"crow\"");
    }

    public static Problem forbidden(String message) {
        return of(403, "Forbidden", message);
    }

    public static Problem notFound(String message) {
        return of(404, "Not Found", message);
    }

    /**
     * 405 with {@code Allow}, which RFC 9110 §15.5.6 requires.
     *
     * @param allow the supported methods, e.g. {@code GET, HEAD}
     */
    public static Problem methodNotAllowed(String allow) {
        return of(405, "Method Not Allowed", "This method is not allowed here").with("Allow", allow);
    }

    public static Problem payloadTooLarge() {
        return of(413, "Payload Too Large", "The request body is too large");
    }

    public static Problem tooManyRequests(String message) {
        return of(429, "Too many requests", message);
    }

    /** 500 without any detail. The detail is written to the log only. */
    public static Problem internalServerError() {
        return of(500, "Internal Server Error", "Something went wrong");
    }

    public static Problem badGateway(String message) {
        return of(502, "Bad Gateway", message);
    }

    /** 502 for a response of a service that breaks HTTP or its contract. */
    public static Problem unusableResponse(String service) {
        return badGateway(service + " gave an unusable response");
    }

    /**
     * 503 that names the dependency.
     *
     * @param retryAfter the value of {@code Retry-After}: seconds or a date
     */
    public static Problem unavailable(String dependency, String retryAfter) {
        return of(503, "Service Unavailable", dependency + " is not responding").with("Retry-After", retryAfter);
    }

    public static Problem gatewayTimeout(String service) {
        return of(504, "Gateway Timeout", service + " took too long to respond");
    }

    private static Problem of(int status, String error, String message) {
        return new Problem(status, error, message, Headers.EMPTY);
    }

    public Problem with(String name, String value) {
        return new Problem(status, error, message, headers.with(name, value));
    }

    /** The response: JSON with the three members of the error shape, and {@code Cache-Control: no-store}. */
    public Response toResponse(String requestId) {
        return Response.json(status, json(requestId))
                .withHeaders(Headers.of("Content-Type", "application/json", "Cache-Control", "no-store")
                        .plus(headers));
    }

    /** The body of the response. */
    public String json(String requestId) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("error", error);
        json.put("message", message);
        json.put("requestId", requestId);
        return json.toString();
    }
}
