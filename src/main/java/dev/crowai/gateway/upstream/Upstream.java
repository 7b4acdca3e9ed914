package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Response;

/** The way out: every request that the gateway makes to a service goes through here. */
@FunctionalInterface
public interface Upstream {

    /**
     * Sends a request and waits for the whole answer. Redirects and errors are answers; bodies are not decoded. A GET
     * or HEAD is sent a second time when its connection failed before any byte came back; nothing else ever is.
     *
     * <p>A {@code text/event-stream} that is still open when the time is up is answered with the events that had
     * arrived whole.
     *
     * @throws UpstreamException when there is no usable answer within {@link Call#timeout()}
     */
    Response send(Call call) throws UpstreamException;
}
