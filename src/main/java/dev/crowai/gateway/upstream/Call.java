package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import java.net.URI;
import java.time.Duration;

/**
 * One request to a service, complete: nothing is added on the way but {@code Host}, {@code Content-Length} and, where
 * there is none, {@code User-Agent}.
 *
 * @param timeout how long the whole exchange may take, above zero
 */
public record Call(Method method, URI uri, Headers headers, Body body, Duration timeout) {

    /** Shows where it goes and nothing that may be secret. */
    @Override
    public String toString() {
        return method + " " + uri.getHost() + uri.getRawPath();
    }
}
