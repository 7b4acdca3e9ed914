package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/**
 * Removes {@code Set-Cookie} from the responses of all services except the auth service (SPEC "Forwarding", response to
 * the client). This step is outside of the response cache, because the cache must see the field: it does not store a
 * response that sets a cookie.
 */
public final class ConfineCookies implements Middleware {
    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response response = next.handle(exchange);
        return exchange.service().isAuth()
                ? response
                : response.withHeaders(response.headers().without("Set-Cookie"));
    }
}
