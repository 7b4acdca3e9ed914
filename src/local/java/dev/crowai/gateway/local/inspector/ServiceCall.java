package dev.crowai.gateway.local.inspector;

import dev.crowai.gateway.http.Headers;
import java.net.URI;

/**
 * A call that the gateway made to a service.
 *
 * @param sent the fields of the request, including secrets
 * @param status the status of the response; 0 when there was no response
 * @param received the fields of the response
 * @param failure the kind of failure; empty when there was a response
 * @param start the start, in nanoseconds of the process's clock
 * @param end the end, in nanoseconds of the process's clock
 */
record ServiceCall(
        String method, URI uri, Headers sent, int status, Headers received, String failure, long start, long end) {

    /** Whether this call forwards the client's own request, and is not a lookup of the gateway. */
    boolean isForwarded() {
        return sent.has("X-Gateway-Service");
    }

    /** Contains no field and no query. */
    @Override
    public String toString() {
        return method + " " + uri.getPath() + " " + status;
    }
}
