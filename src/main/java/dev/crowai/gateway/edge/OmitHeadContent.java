package dev.crowai.gateway.edge;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/**
 * Removes the content of every response to HEAD, also of an error (RFC 9110 §9.3.2). The fields stay those of a GET.
 */
public final class OmitHeadContent implements Middleware {

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response response = next.handle(exchange);
        return exchange.request().method() == Method.HEAD ? response.withBody(Body.EMPTY) : response;
    }
}
