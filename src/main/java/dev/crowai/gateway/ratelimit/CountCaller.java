package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/**
 * Begins to count a request as soon as it is known who calls, beside all further lookups. A caller whose budget is known
 * to be used up is refused at once.
 */
public final class CountCaller implements Middleware {
    @Override
    public Response handle(Exchange exchange, Handler next) {
        return exchange.admission().count(exchange.identity()).orElseGet(() -> next.handle(exchange));
    }
}
