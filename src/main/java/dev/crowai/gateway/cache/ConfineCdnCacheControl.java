package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/**
 * Passes on {@code CDN-Cache-Control} unchanged when it says that the response is shared, and replaces it by {@code
 * no-store} otherwise (SPEC "Response cache"). The reason is that a cache in front of the gateway does not distinguish
 * organizations and callers. This middleware is outside of {@link CacheResponses}, which needs the service's own value,
 * and in chains without a cache too.
 */
public final class ConfineCdnCacheControl implements Middleware {
    private static final String FIELD = "CDN-Cache-Control";

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response response = next.handle(exchange);
        return response.headers().has(FIELD) && !isShared(response) ? response.with(FIELD, "no-store") : response;
    }

    /**
     * A response that varies by a field of the identity is not shared: the gateway adds that field, so a cache in front
     * cannot distinguish its values.
     */
    private static boolean isShared(Response response) {
        return CacheControl.targeted(response.headers())
                .filter(control -> control.has("public") || control.has("s-maxage"))
                .filter(control -> !control.has("private") && !control.has("no-store"))
                .filter(_ -> !Vary.isPersonal(Vary.of(response.headers())))
                .isPresent();
    }
}
