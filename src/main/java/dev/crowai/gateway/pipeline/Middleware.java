package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.http.Response;

/**
 * One step of a chain: it may answer by itself, change what goes in, or change what comes back. It keeps nothing of a
 * request in a field.
 */
@FunctionalInterface
public interface Middleware {

    /**
     * Answers, alone or with the help of the rest of the chain.
     *
     * @param next the rest of the chain, called once at the most
     */
    Response handle(Exchange exchange, Handler next);

    /** This step in front of a handler. */
    default Handler around(Handler next) {
        return exchange -> handle(exchange, next);
    }
}
