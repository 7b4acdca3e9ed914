package dev.crowai.gateway.edge;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.route.Route;
import java.util.Optional;

/**
 * Sets the security headers of every response (SPEC "CORS and security headers"), which replace those of a service.
 * Only the documentation page has a content policy of its own. The route decides whether a request is for that page,
 * and a service cannot change the route.
 */
public final class SecurityHeaders implements Middleware {
    private static final String POLICY = "Content-Security-Policy";
    private static final String CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'";

    private static final Headers FIXED = Headers.of(
            "Strict-Transport-Security",
            "max-age=31536000; includeSubDomains; preload",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "strict-origin-when-cross-origin",
            "Permissions-Policy",
            "geolocation=(), camera=(), microphone=(), payment=()");

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response response = next.handle(exchange);
        Headers rest = response.headers()
                .keep(field -> !FIXED.has(field.name()) && !field.name().equalsIgnoreCase(POLICY));
        return response.withHeaders(rest.plus(FIXED).plus(POLICY, policy(exchange.route(), response)));
    }

    private static String policy(Route route, Response response) {
        Optional<String> own =
                route.equals(new Route.BuiltIn(Route.Page.DOCS)) ? response.header(POLICY) : Optional.empty();
        return own.orElse(CLOSED_POLICY);
    }
}
