package dev.crowai.gateway.local.inspector;

import dev.crowai.gateway.http.Headers;
import java.net.URI;

/**
 * A call that the gateway made to a service.
 *
 * @param sent the fields of its request, secrets included
 * @param status of the response; 0 when there was none
 * @param received the fields of the response
 * @param failure the kind of failure; empty when there was a response
 * @param start nanoseconds of the process's clock
 * @param end the same
 */
record ServiceCall(
        String method, URI uri, Headers sent, int status, Headers received, String failure, long start, long end) {

    /** Whether this is the client's own request on its way, and not a lookup of the gateway's. */
    boolean isForwarded() {
        return sent.has("X-Gateway-Service");
    }

    /** Shows no field and no query. */
    @Override
    public String toString() {
        return method + " " + uri.getPath() + " " + status;
    }
}
