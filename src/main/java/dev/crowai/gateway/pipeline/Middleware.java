package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.http.Response;

/**
 * One step of a chain. It can return a response itself, change the request before the later steps, or change their
 * response. It stores nothing about a request in a field.
 */
@FunctionalInterface
public interface Middleware {

    /**
     * Returns the response, made by this step or by the later ones.
     *
     * @param next the later steps; called at most once
     */
    Response handle(Exchange exchange, Handler next);

    /** This step, followed by a handler. */
    default Handler around(Handler next) {
        return exchange -> handle(exchange, next);
    }
}
