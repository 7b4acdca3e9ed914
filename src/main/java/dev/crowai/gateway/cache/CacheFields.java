package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Route;

/**
 * Writes the fields in which the cache describes a response: {@code X-Cache}, {@code Age} and {@code Cache-Status} (RFC
 * 9211).
 */
final class CacheFields {
    private static final String NAME = "crow";

    private CacheFields() {}

    /** A stored response, fresh or stale. */
    static Response hit(Exchange exchange, Response response, long age, long ttl) {
        return fromStore(exchange, response, ttl > 0 ? "HIT" : "STALE", age, "hit; ttl=" + ttl);
    }

    /** A stale response that replaces an error. */
    static Response covered(Exchange exchange, Response response, long age, int failure) {
        return fromStore(exchange, response, "STALE", age, "fwd=stale; fwd-status=" + failure);
    }

    /** A stored response that the service has just confirmed. */
    static Response confirmed(Exchange exchange, Response response, long age, String status) {
        return fromStore(exchange, response, "HIT", age, status);
    }

    private static Response fromStore(Exchange exchange, Response response, String word, long age, String status) {
        Route.ToService route = exchange.toService();
        Response complete = response.with("X-Gateway-Service", route.service().name())
                .with("X-Gateway-Version", "v" + route.version())
                .with("X-Request-Id", exchange.requestId())
                .with("Age", Long.toString(age))
                .with("X-Cache-Age", Long.toString(age));
        return withCacheStatus(complete, word, status);
    }

    /** A response from the service. */
    static Response forwarded(Response response, String word, String status) {
        return withCacheStatus(response, word, status);
    }

    /** A response to a GET or HEAD. If the service set no cache directive, no cache on the way may store it. */
    static Response withDefaultCacheControl(Response response) {
        return response.headers().has("Cache-Control") ? response : response.with("Cache-Control", "private, no-cache");
    }

    /** The gateway's member is the last one, because the first one is the cache nearest to the origin (RFC 9211 §2). */
    private static Response withCacheStatus(Response response, String word, String status) {
        String ours = NAME + "; " + status;
        return response.with("X-Cache", word)
                .with(
                        "Cache-Status",
                        response.headers()
                                .joined("Cache-Status")
                                .map(theirs -> theirs + ", " + ours)
                                .orElse(ours));
    }
}
