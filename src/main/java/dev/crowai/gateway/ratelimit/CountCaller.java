package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/**
 * Begins to count a request as soon as the caller is known. The count runs at the same time as all further lookups. If
 * the caller is already known to be over its limit, the request is refused at once.
 */
public final class CountCaller implements Middleware {
    @Override
    public Response handle(Exchange exchange, Handler next) {
        return exchange.admission().count(exchange.identity()).orElseGet(() -> next.handle(exchange));
    }
}
