package dev.crowai.gateway.cache;

import dev.crowai.gateway.cache.ResponseStore.Found;
import dev.crowai.gateway.cache.Reuse.OriginFetch;
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
 * Handles a GET or HEAD that the cache cannot answer: sends it to the service and stores the response. A GET is sent
 * without the client's conditions, so that the service returns a whole response that can be stored; the gateway
 * evaluates the conditions itself. A HEAD is sent unchanged, and its response is not stored.
 *
 * @param found the stored responses
 * @param why the reason why the service must be asked
 * @param stored the response that the service may confirm, or that may replace an error; empty when there is none
 */
record AskService(
        ResponseStore store,
        InstantSource clock,
        CacheKey key,
        Found found,
        OriginFetch why,
        Optional<StoredResponse> stored) {

    /** Responses with these statuses do not replace a stored response, because they say nothing about the resource. */
    private static final Set<Integer> SAY_NOTHING = Set.of(304, 429);

    Response answer(Exchange exchange, Handler next) {
        Request request = exchange.request();
        boolean get = request.method() == Method.GET;
        Optional<StoredResponse> asked = stored.filter(answer -> get && answer.hasValidator());
        Exchange out = get ? exchange.withHeaders(outgoing(request, asked)) : exchange;
        Instant before = clock.instant();
        Response answer = next.handle(out);
        Instant after = clock.instant();
        if (Cacheability.isFailure(answer)) {
            Optional<StoredResponse> cover =
                    stored.filter(old -> Cacheability.coversFailure(after, request, old, caching(exchange)));
            if (cover.isPresent()) {
                return cover(exchange, cover.get(), answer.status(), after);
            }
        }
        return answer.status() == 304 && asked.isPresent()
                ? confirmed(exchange, asked.get(), answer, before, after)
                : news(exchange, answer, before, after);
    }

    private static Headers outgoing(Request request, Optional<StoredResponse> asked) {
        return asked.map(old -> EntityTags.validating(request.headers(), old))
                .orElseGet(() -> EntityTags.withoutConditions(request.headers()));
    }

    private static Caching caching(Exchange exchange) {
        return exchange.service().caching();
    }

    private Response cover(Exchange exchange, StoredResponse old, int failure, Instant now) {
        exchange.record().add(Result.Cache.STALE);
        Response answer = EntityTags.fromStore(exchange.request(), old.toResponse(), now);
        return CacheFields.covered(exchange, answer, old.age(now), failure);
    }

    /** A 304 that names another response than the stored one still confirms it, but its fields are not used. */
    private Response confirmed(
            Exchange exchange, StoredResponse old, Response notModified, Instant before, Instant after) {
        exchange.record().add(Result.Cache.REVALIDATED);
        String status = "fwd=" + why + "; fwd-status=304";
        if (!old.isConfirmedBy(notModified.headers())) {
            Response answer = EntityTags.fromStore(exchange.request(), old.toResponse(), after);
            return CacheFields.confirmed(exchange, answer, old.age(after), status);
        }
        Response whole = old.freshenedBy(notModified.headers());
        StoredResponse kept = StoredResponse.of(exchange.request(), whole, before, after, found.generation());
        Optional<Reason> reason = keep(exchange, kept, storing(exchange, whole, kept), whole);
        Response answer = EntityTags.fromStore(exchange.request(), whole, after);
        return CacheFields.confirmed(exchange, answer, kept.age(after), status + outcome(reason));
    }

    private Response news(Exchange exchange, Response answer, Instant before, Instant after) {
        exchange.record().add(Result.Cache.MISS);
        Request request = exchange.request();
        StoredResponse kept = StoredResponse.of(request, answer, before, after, found.generation());
        Storing storing = storing(exchange, answer, kept);
        Optional<Reason> reason = keep(exchange, kept, storing, answer);
        Response tagged = storing instanceof Storing.Store ? EntityTags.tagged(answer) : answer;
        Response mine = request.method() == Method.GET ? EntityTags.forClient(request, tagged, after) : tagged;
        return CacheFields.forwarded(mine, "MISS", "fwd=" + why + outcome(reason));
    }

    private static Storing storing(Exchange exchange, Response answer, StoredResponse kept) {
        return Cacheability.storing(exchange.request(), answer, kept, caching(exchange), exchange.identity());
    }

    private static String outcome(Optional<Reason> reason) {
        return reason.map(why -> "; detail=" + why).orElse("; stored");
    }

    /**
     * Stores the response, or removes the stored response that it replaces. Returns the reason why it is not stored;
     * empty when it is stored.
     */
    private Optional<Reason> keep(Exchange exchange, StoredResponse kept, Storing storing, Response answer) {
        if (!ResponseStore.hasTime(exchange)) {
            return Optional.of(Reason.NO_TIME);
        }
        try {
            return exchange.record().time(Stage.CACHE, () -> switch (storing) {
                case Storing.Store how -> write(how, kept);
                case Storing.DoNotStore not -> {
                    if (not.reason() != Reason.METHOD
                            && answer.status() < 500
                            && !SAY_NOTHING.contains(answer.status())) {
                        removeReplaced();
                    }
                    yield Optional.of(not.reason());
                }
            });
        } catch (StoreException noAnswer) {
            exchange.record().add(Result.Degradation.CACHE_STORE);
            return Optional.of(Reason.STORE_FAILED);
        }
    }

    private Optional<Reason> write(Storing.Store how, StoredResponse kept) throws StoreException {
        if (store.write(key.place(how.shared(), how.vary(), found.generation()), kept, how.keep())) {
            return Optional.empty();
        }
        removeReplaced();
        return Optional.of(Reason.TOO_LARGE);
    }

    private void removeReplaced() throws StoreException {
        if (stored.isPresent()) {
            store.remove(found.placesOf(stored.get()));
        }
    }
}
