package dev.crowai.gateway.cache;

import dev.crowai.gateway.cache.ResponseStore.StoredResponses;
import dev.crowai.gateway.cache.Reuse.ForwardReason;
import dev.crowai.gateway.cache.Storing.Reason;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.route.Service.Caching;
import dev.crowai.gateway.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Handles a GET or HEAD for which no stored response can be used: forwards it to the service and stores the response. A
 * GET is sent without the client's conditions, so that the service returns a whole response that can be stored; the
 * gateway evaluates the conditions itself. A HEAD is sent unchanged, and its response is not stored.
 *
 * @param found the stored responses
 * @param why the reason why the request is forwarded
 * @param stored the response that the service may confirm, or that may replace an error; empty when there is none
 */
record OriginFetch(
        ResponseStore store,
        InstantSource clock,
        CacheKey key,
        StoredResponses found,
        ForwardReason why,
        Optional<StoredResponse> stored) {

    /** Responses with these statuses do not replace a stored response, because they say nothing about the resource. */
    private static final Set<Integer> NOT_ABOUT_THE_RESOURCE = Set.of(304, 429);

    Response fetch(Exchange exchange, Handler next) {
        Request request = exchange.request();
        boolean get = request.method() == Method.GET;
        Optional<StoredResponse> validated = stored.filter(candidate -> get && candidate.hasValidator());
        Exchange out = get ? exchange.withHeaders(outgoing(request, validated)) : exchange;
        Instant before = clock.instant();
        Response response = next.handle(out);
        Instant after = clock.instant();
        if (Cacheability.isFailure(response)) {
            Optional<StoredResponse> substitute =
                    stored.filter(old -> Cacheability.coversFailure(after, request, old, caching(exchange)));
            if (substitute.isPresent()) {
                return serveStale(exchange, substitute.get(), response.status(), after);
            }
        }
        return response.status() == 304 && validated.isPresent()
                ? confirmed(exchange, validated.get(), response, before, after)
                : newer(exchange, response, before, after);
    }

    private static Headers outgoing(Request request, Optional<StoredResponse> validated) {
        return validated
                .map(old -> EntityTags.validating(request.headers(), old))
                .orElseGet(() -> EntityTags.withoutConditions(request.headers()));
    }

    private static Caching caching(Exchange exchange) {
        return exchange.service().caching();
    }

    private Response serveStale(Exchange exchange, StoredResponse old, int failure, Instant now) {
        exchange.record().add(Result.Cache.STALE);
        Response response = EntityTags.fromStore(exchange.request(), old.toResponse(), now);
        return CacheFields.covered(exchange, response, old.age(now), failure);
    }

    /** A 304 that names another response than the stored one still confirms it, but its fields are not used. */
    private Response confirmed(
            Exchange exchange, StoredResponse old, Response notModified, Instant before, Instant after) {
        exchange.record().add(Result.Cache.REVALIDATED);
        String status = "fwd=" + why + "; fwd-status=304";
        if (!old.isConfirmedBy(notModified.headers())) {
            Response response = EntityTags.fromStore(exchange.request(), old.toResponse(), after);
            return CacheFields.confirmed(exchange, response, old.age(after), status);
        }
        Response whole = old.freshenedBy(notModified.headers());
        StoredResponse candidate = StoredResponse.of(exchange.request(), whole, before, after, found.generation());
        Optional<Reason> reason = storeOrRemove(exchange, candidate, storing(exchange, whole, candidate), whole);
        Response response = EntityTags.fromStore(exchange.request(), whole, after);
        return CacheFields.confirmed(exchange, response, candidate.age(after), status + detail(reason));
    }

    private Response newer(Exchange exchange, Response response, Instant before, Instant after) {
        exchange.record().add(Result.Cache.MISS);
        Request request = exchange.request();
        StoredResponse candidate = StoredResponse.of(request, response, before, after, found.generation());
        Storing storing = storing(exchange, response, candidate);
        Optional<Reason> reason = storeOrRemove(exchange, candidate, storing, response);
        Response tagged = storing instanceof Storing.Store ? EntityTags.tagged(response) : response;
        Response conditional = request.method() == Method.GET ? EntityTags.forClient(request, tagged, after) : tagged;
        return CacheFields.forwarded(conditional, "MISS", "fwd=" + why + detail(reason));
    }

    private static Storing storing(Exchange exchange, Response response, StoredResponse candidate) {
        return Cacheability.storing(exchange.request(), response, candidate, caching(exchange), exchange.identity());
    }

    private static String detail(Optional<Reason> reason) {
        return reason.map(why -> "; detail=" + why).orElse("; stored");
    }

    /**
     * Stores the response, or removes the stored response that it replaces. Returns the reason why it is not stored;
     * empty when it is stored.
     */
    private Optional<Reason> storeOrRemove(
            Exchange exchange, StoredResponse candidate, Storing storing, Response response) {
        if (!ResponseStore.hasTime(exchange)) {
            return Optional.of(Reason.NO_TIME);
        }
        try {
            return exchange.record().time(Stage.CACHE, () -> switch (storing) {
                case Storing.Store how -> write(how, candidate);
                case Storing.DoNotStore not -> {
                    if (not.reason() != Reason.METHOD
                            && response.status() < 500
                            && !NOT_ABOUT_THE_RESOURCE.contains(response.status())) {
                        removeReplaced();
                    }
                    yield Optional.of(not.reason());
                }
            });
        } catch (StoreException unreachable) {
            exchange.record().add(Result.Degradation.CACHE_STORE);
            return Optional.of(Reason.STORE_FAILED);
        }
    }

    private Optional<Reason> write(Storing.Store how, StoredResponse candidate) throws StoreException {
        if (store.write(key.place(how.shared(), how.vary(), found.generation()), candidate, how.ttl())) {
            return Optional.empty();
        }
        removeReplaced();
        return Optional.of(Reason.TOO_LARGE);
    }

    private void removeReplaced() throws StoreException {
        if (stored.isPresent()) {
            store.remove(found.keysOf(stored.get()));
        }
    }
}
