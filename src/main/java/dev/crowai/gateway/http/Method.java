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

    /** Methods are case-sensitive (RFC 9110 §9.1); anything else is empty. */
    public static Optional<Method> parse(String token) {
        for (Method method : values()) {
            if (method.name().equals(token)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** Whether a request with this method only reads (RFC 9110 §9.2.1). */
    public boolean isSafe() {
        return this == GET || this == HEAD || this == OPTIONS;
    }

    /** GET or HEAD: the methods that a stored response can answer and that may be sent a second time. */
    public boolean isRead() {
        return this == GET || this == HEAD;
    }
}
