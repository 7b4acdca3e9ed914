package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/**
 * Waits until the rate limiter has decided about the request, and refuses it with 429 when it is over a limit. It
 * stands before every step that sends something to a service.
 */
public final class Admit implements Middleware {
    @Override
    public Response handle(Exchange exchange, Handler next) {
        return exchange.admission().refusal().orElseGet(() -> next.handle(exchange));
    }
}
