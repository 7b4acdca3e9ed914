package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import java.net.URI;
import java.time.Duration;

/**
 * One complete request to a service. The client adds only {@code Host}, {@code Content-Length} and, if absent, {@code
 * User-Agent}.
 *
 * @param timeout the time for the whole exchange, above zero
 * @param source who decides what is in the request; it is not sent. Failures of one source count once, see {@link
 *     GuardedUpstream}
 */
public record Call(Method method, URI uri, Headers headers, Body body, Duration timeout, String source) {

    /** Shows the destination, and nothing that may be secret. */
    @Override
    public String toString() {
        return method + " " + uri.getHost() + uri.getRawPath();
    }
}
