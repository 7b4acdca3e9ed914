package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The forms of the responses and errors of the platform's services. */
public final class DemoResponses {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss'.000Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private DemoResponses() {}

    static ObjectNode object() {
        return JSON.objectNode();
    }

    static Response json(int status, JsonNode body) {
        return Response.json(status, body.toString());
    }

    /** A picture of a square, with a colour that depends on the key. */
    static Response picture(String key) {
        return new Response(
                200,
                Headers.of("Content-Type", "image/svg+xml", "Cache-Control", "public, max-age=3600"),
                Body.of(DemoData.picture(key)));
    }

    /** {@code {"error": …, "message": …}}. */
    static Response refusal(int status, String error, String message) {
        return json(status, object().put("error", error).put("message", message));
    }

    /** {@code {"code": …, "message": …}}, the form of the auth library. */
    static Response code(int status, String code, String message) {
        return json(status, object().put("code", code).put("message", message));
    }

    /** {@code {"error": {"code": …, "message": …, "timestamp": …}}}. */
    static Response fault(int status, String code, String message, Instant now) {
        ObjectNode body = object();
        body.putObject("error").put("code", code).put("message", message).put("timestamp", millis(now));
        return json(status, body);
    }

    /** {@code 404 Route not found}. */
    static Response routeNotFound() {
        return refusal(404, "Not Found", "Route not found");
    }

    /** 401 for a wrong or missing {@code X-Internal-Key}. */
    static Response authenticationRequired() {
        return refusal(401, "Unauthorized", "Authentication required");
    }

    /** The response of the auth service to too many sessions and sign-ins (recorded contract c226). */
    public static Response tooManySessions() {
        return new Response(
                429,
                Headers.of("Content-Type", "text/plain;charset=UTF-8", "X-Retry-After", "60"),
                Body.of(object().put("message", "Too many requests. Please try again later.")
                        .toString()));
    }

    /** The response of the auth service to too many key verifications (recorded contract c227). */
    public static Response tooManyVerifications(Instant now) {
        return fault(429, "RATE_LIMIT_EXCEEDED", "Too many authentication attempts. Please try again later.", now)
                .with("Retry-After", "595")
                .with("X-RateLimit-Limit", "300")
                .with("X-RateLimit-Remaining", "0");
    }

    /** A time in ISO 8601 with whole seconds, as the auth service writes it. */
    static String seconds(Instant time) {
        return SECONDS.format(time);
    }

    static String millis(Instant time) {
        return MILLIS.format(time);
    }
}
