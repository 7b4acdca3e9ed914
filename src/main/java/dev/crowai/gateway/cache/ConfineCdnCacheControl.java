package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;

/**
 * Passes on {@code CDN-Cache-Control} as it came where it says that the response is shared, and as {@code no-store}
 * elsewhere (SPEC "Response cache"): a cache in front of the gateway knows no organizations and no callers. Outside of
 * {@link CacheResponses}, which must see the service's own value, and around the chains without a cache too.
 */
public final class ConfineCdnCacheControl implements Middleware {
    private static final String FIELD = "CDN-Cache-Control";

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response response = next.handle(exchange);
        return response.headers().has(FIELD) && !isShared(response) ? response.with(FIELD, "no-store") : response;
    }

    /** What varies by the identity that the gateway adds can't be told apart by a cache in front. */
    private static boolean isShared(Response response) {
        return CacheControl.targeted(response.headers())
                .filter(control -> control.has("public") || control.has("s-maxage"))
                .filter(control -> !control.has("private") && !control.has("no-store"))
                .filter(_ -> !Vary.isPersonal(Vary.of(response.headers())))
                .isPresent();
    }
}
