package dev.crowai.gateway.http;

import java.util.Optional;

/**
 * The request methods that the gateway knows (RFC 9110 §9, RFC 5789). TRACE never reaches a service: its response
 * would show the client the secrets that the gateway adds to a request.
 */
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE,
    OPTIONS,
    TRACE;

    /** All that a service may get, as the value of {@code Allow}. */
    public static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /** Parses a method. Methods are case-sensitive (RFC 9110 §9.1); the result is empty for an unknown method. */
    public static Optional<Method> parse(String token) {
        for (Method method : values()) {
            if (method.name().equals(token)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** Whether the method is safe, which means that it only reads (RFC 9110 §9.2.1). */
    public boolean isSafe() {
        return this == GET || this == HEAD || this == OPTIONS || this == TRACE;
    }

    /** Whether the method is GET or HEAD. The cache serves only these methods, and only these are retried. */
    public boolean isRead() {
        return this == GET || this == HEAD;
    }
}
