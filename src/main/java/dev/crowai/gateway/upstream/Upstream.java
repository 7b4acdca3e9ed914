package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Response;

/** The port for all calls to services: every request that the gateway makes to a service uses it. */
@FunctionalInterface
public interface Upstream {

    /**
     * Sends a request and waits for the complete response. Redirects and error statuses are returned as responses.
     * Bodies are not decoded. A GET or HEAD is retried once when its connection failed before the first byte of the
     * response. No other request is retried.
     *
     * <p>For a {@code text/event-stream}, the response holds the events that arrived completely, also when the stream
     * ended early; gzip and deflate are decoded.
     *
     * @throws UpstreamException when there is no usable response within {@link Call#timeout()}
     */
    Response send(Call call) throws UpstreamException;
}
