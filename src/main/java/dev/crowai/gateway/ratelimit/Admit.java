package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/** Waits until the request is counted. It stands before whatever sends a request to a service. */
public final class Admit implements Middleware {
    @Override
    public Response handle(Exchange exchange, Handler next) {
        return exchange.admission().refusal().orElseGet(() -> next.handle(exchange));
    }
}
