package dev.crowai.gateway.cache;

import dev.crowai.gateway.cache.ResponseStore.StoredResponses;
import dev.crowai.gateway.cache.Reuse.ForwardReason;
import dev.crowai.gateway.cache.Storing.Reason;
import dev.crowai.gateway.http.HopByHop;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.route.Service.Caching;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The response cache for GET and HEAD: returns stored responses and stores the responses of services (SPEC "Response
 * cache"). All rules are in {@link Cacheability}. A hit costs one read, a miss costs one read and one write, and a
 * write of the client costs one count. A failing store is treated as an empty one.
 *
 * <p>Read your writes: a successful unsafe request begins a new {@link Generation} before its response is returned. A
 * response is stored under the generation that was read before the request was forwarded. So a response that may be older
 * than a write is never used after that write.
 */
public final class CacheResponses implements Middleware {
    private final ResponseStore store;
    private final InstantSource clock;

    public CacheResponses(KeyValueStore store, InstantSource clock) {
        this.store = new ResponseStore(store);
        this.clock = clock;
    }

    /**
     * The cache sees the fields that the service receives: a field that {@code Connection} names never reaches it, so
     * it selects no stored response.
     */
    @Override
    public Response handle(Exchange arrived, Handler next) {
        Exchange exchange = arrived.withHeaders(HopByHop.strip(arrived.request().headers()));
        Request request = exchange.request();
        Caching caching = exchange.service().caching();
        Optional<CacheKey> key = CacheKey.of(exchange);
        Optional<ForwardReason> bypass = Cacheability.bypass(request, caching)
                .or(() -> key.isPresent() ? Optional.empty() : Optional.of(ForwardReason.BYPASS));
        if (bypass.isPresent()) {
            return bypass(exchange, next, key, bypass.get());
        }
        return CacheFields.withDefaultCacheControl(read(exchange, next, key.orElseThrow()));
    }

    private Response bypass(Exchange exchange, Handler next, Optional<CacheKey> key, ForwardReason why) {
        exchange.record().add(Result.Cache.BYPASS);
        Response response = next.handle(exchange);
        if (!exchange.request().method().isSafe()) {
            key.filter(_ -> mayHaveWritten(response)).ifPresent(written -> invalidate(exchange, written));
        }
        Response said = CacheFields.forwarded(response, "BYPASS", "fwd=" + why);
        return exchange.request().method().isRead() ? CacheFields.withDefaultCacheControl(said) : said;
    }

    /**
     * Whether a write succeeded (RFC 9111 §4.4) or its result is unknown because of a timeout or a broken connection.
     */
    private static boolean mayHaveWritten(Response response) {
        return switch (response.status()) {
            case 502, 503, 504 -> true;
            default -> response.status() < 400;
        };
    }

    /**
     * The write has happened, so its response is returned even when the store fails. An eviction that fails now is done
     * later, see {@link ResponseStore}.
     */
    private void invalidate(Exchange exchange, CacheKey key) {
        if (exchange.service().caching() instanceof Caching.Never) {
            return;
        }
        if (!invalidated(exchange, key)) {
            exchange.record().add(Result.Degradation.CACHE_INVALIDATION);
        }
    }

    private boolean invalidated(Exchange exchange, CacheKey key) {
        try {
            return exchange.record().time(Stage.CACHE, () -> store.invalidate(key, clock.instant())) > 0;
        } catch (StoreException unreachable) {
            return false;
        }
    }

    private Response read(Exchange exchange, Handler next, CacheKey key) {
        StoredResponses found;
        try {
            found = exchange.record().time(Stage.CACHE, () -> store.read(key, clock.instant()));
        } catch (StoreException unreachable) {
            return withoutStore(exchange, next);
        }
        Instant now = clock.instant();
        Request request = exchange.request();
        Caching caching = exchange.service().caching();
        Reuse reuse = Cacheability.reuse(now, request, found.all(), found.generation(), caching);
        return switch (reuse) {
            case Reuse.Hit hit -> hit(exchange, hit, now);
            case Reuse.Validate validate ->
                new OriginFetch(store, clock, key, found, validate.why(), Optional.of(validate.stored()))
                        .fetch(exchange, next);
            case Reuse.Miss miss ->
                new OriginFetch(store, clock, key, found, miss.why(), Optional.empty()).fetch(exchange, next);
        };
    }

    private static Response hit(Exchange exchange, Reuse.Hit hit, Instant now) {
        exchange.record().add(hit.ttl() > 0 ? Result.Cache.HIT : Result.Cache.STALE);
        Response response =
                EntityTags.fromStore(exchange.request(), hit.stored().toResponse(), now);
        return CacheFields.hit(exchange, response, hit.age(), hit.ttl());
    }

    private static Response withoutStore(Exchange exchange, Handler next) {
        exchange.record().add(Result.Cache.STORE_FAILED);
        return CacheFields.forwarded(next.handle(exchange), "MISS", "fwd=miss; detail=" + Reason.STORE_FAILED);
    }
}
