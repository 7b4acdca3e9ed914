package dev.crowai.gateway.http;

import java.util.Optional;

/** The request methods that an API Gateway HTTP API passes on (RFC 9110 §9, RFC 5789). */
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE,
    OPTIONS;

    /** All of them as the value of {@code Allow}. */
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
        return this == GET || this == HEAD || this == OPTIONS;
    }

    /** Whether the method is GET or HEAD. The cache serves only these methods, and only these are retried. */
    public boolean isRead() {
        return this == GET || this == HEAD;
    }
}
