package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.http.Response;

/** Answers an exchange: the end of a chain, or the rest of one. */
@FunctionalInterface
public interface Handler {
    Response handle(Exchange exchange);
}
