package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.http.Response;

/** Returns the response to an exchange. A handler is the end of a chain, or a step together with all steps after it. */
@FunctionalInterface
public interface Handler {
    Response handle(Exchange exchange);
}
