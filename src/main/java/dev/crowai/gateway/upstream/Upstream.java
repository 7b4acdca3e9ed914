package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Response;

/** The way out: every request that the gateway makes to a service goes through here. */
@FunctionalInterface
public interface Upstream {

    /**
     * Sends a request and waits for the complete response. Redirects and errors are responses; bodies are not decoded.
     * A GET or HEAD is sent a second time when its connection failed before any byte came back; nothing else ever is.
     *
     * <p>A {@code text/event-stream} is returned with the events that had arrived completely, however it ended; gzip
     * and deflate are decoded.
     *
     * @throws UpstreamException when there is no usable response within {@link Call#timeout()}
     */
    Response send(Call call) throws UpstreamException;
}
