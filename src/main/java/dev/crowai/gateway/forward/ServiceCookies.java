package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/**
 * Keeps the cookies of every service but the auth service from clients (SPEC "Forwarding"). It stands outside the
 * response cache, which must see that an answer sets one: such an answer is never stored.
 */
public final class ServiceCookies implements Middleware {

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response answer = next.handle(exchange);
        return exchange.service().isAuth()
                ? answer
                : answer.withHeaders(answer.headers().without("Set-Cookie"));
    }
}
