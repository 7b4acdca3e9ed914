package dev.crowai.gateway.http;

import java.util.Optional;

/**
 * A request as the gateway handles it. It does not depend on the door that received it.
 *
 * @param method the method
 * @param path the path, percent-encoded, beginning with {@code /}; RFC 3986 path characters only
 * @param query the raw query without {@code ?}, unchanged; empty when there is none
 * @param headers all fields; several cookies are joined in one {@code Cookie} field
 * @param body the decoded bytes
 * @param client the client's address
 * @param host the public host name, followed by the port if the request named one
 */
public record Request(
        Method method, String path, String query, Headers headers, Body body, ClientAddress client, String host) {

    public Request {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /");
        }
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    public Request withHeaders(Headers others) {
        return new Request(method, path, query, others, body, client, host);
    }

    /** Shows no query, header value or body: they may hold credentials. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
