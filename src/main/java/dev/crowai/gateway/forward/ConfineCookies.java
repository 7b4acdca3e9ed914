package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/**
 * Lets no service but the auth service set a cookie (SPEC "Forwarding", response to the client). It stands outside of
 * the response cache: the cache keeps no answer that sets one, so it must see that an answer does.
 */
public final class ConfineCookies implements Middleware {
    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response answer = next.handle(exchange);
        return exchange.service().isAuth()
                ? answer
                : answer.withHeaders(answer.headers().without("Set-Cookie"));
    }
}
