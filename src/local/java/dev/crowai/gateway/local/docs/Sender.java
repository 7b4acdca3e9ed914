package dev.crowai.gateway.local.docs;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;

/** Sends a request to the gateway of this process, as if it had come from the network. */
@FunctionalInterface
public interface Sender {

    /**
     * A response and where the inspector shows it.
     *
     * @param number the number of the request in the inspector
     */
    record Received(Response response, long number) {}

    /**
     * Sends a request.
     *
     * @param target an encoded path, and after {@code ?} the raw query
     */
    Received send(String method, String target, Headers headers, Body body);
}
