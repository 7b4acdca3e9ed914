package dev.crowai.gateway.remember;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.AuthCookies;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.IdSyntax;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.route.EvictionScope;
import dev.crowai.gateway.store.StoreKey;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evicts remembered identities that a request to the auth or user service has made out of date, before the response is
 * returned (SPEC "Remembering identities"). Nothing is evicted after a 4xx, because the service then changed nothing.
 * After a time-out the identities are evicted, because the service may have made the change.
 */
public final class EvictIdentities implements Middleware {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final IdentityService identities;
    private final Evictions evictions;

    /**
     * The step of all chains to services whose rows in the catalogue name evictions.
     *
     * @param identities looks up the user of a session; the remembering one
     */
    public EvictIdentities(IdentityService identities, Evictions evictions) {
        this.identities = identities;
        this.evictions = evictions;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        EvictionScope eviction = exchange.service()
                .evictionBy(exchange.request().method(), exchange.toService().rest());
        if (eviction == EvictionScope.NOTHING && !exchange.service().isAuth()) {
            return next.handle(exchange);
        }
        Set<StoreKey> evicted = evicted(eviction, exchange);
        Response response = next.handle(exchange);
        if (response.status() / 100 == 4) {
            return response;
        }
        if (exchange.service().isAuth()) {
            evicted.addAll(begunSessions(response));
            if (eviction == EvictionScope.USER) {
                removedMember(response).map(Evictions::user).ifPresent(evicted::add);
            }
        }
        if (!evicted.isEmpty()) {
            evictions.evict(evicted, exchange);
        }
        return response;
    }

    /** The sessions whose cookies a response sets. A negative result may be stored for them. */
    private static Set<StoreKey> begunSessions(Response response) {
        List<String> tokens = response.headers().all("Set-Cookie").stream()
                .map(cookie -> new Credential.SessionCookie(Secret.of(cookie.split(";", 2)[0])))
                .flatMap(cookie -> AuthCookies.of(cookie).tokens().stream())
                .toList();
        return Evictions.sessions(tokens);
    }

    /** The user that {@code organization/remove-member} has removed, read from its response. */
    private static Optional<String> removedMember(Response response) {
        try {
            JsonNode userId =
                    JSON.readTree(response.body().toByteArray()).path("member").path("userId");
            return Optional.ofNullable(userId.textValue()).filter(IdSyntax::isId);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /**
     * The keys to evict. They are looked up before the request is forwarded, because the session may not exist
     * afterwards.
     */
    private Set<StoreKey> evicted(EvictionScope eviction, Exchange exchange) {
        Set<StoreKey> evicted = new HashSet<>();
        switch (eviction) {
            case NOTHING -> {}
            case API_KEY ->
                keyId(exchange.request().body()).map(Evictions::apiKey).ifPresent(evicted::add);
            case SESSION -> evicted.addAll(ownSession(exchange));
            case USER -> {
                evicted.addAll(ownSession(exchange));
                userId(exchange).map(Evictions::user).ifPresent(evicted::add);
            }
        }
        return evicted;
    }

    /** The last {@code keyId} of a JSON object. The body is read without a tree, because any client may send a large one. */
    private static Optional<String> keyId(Body body) {
        Optional<String> keyId = Optional.empty();
        try (JsonParser in = JSON.createParser(body.toByteArray())) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                boolean isText = in.nextToken() == JsonToken.VALUE_STRING;
                if (name.equals("keyId")) {
                    keyId = isText ? Optional.of(in.getText()) : Optional.empty();
                }
                in.skipChildren();
            }
            return keyId;
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private static Set<StoreKey> ownSession(Exchange exchange) {
        return cookie(exchange)
                .map(cookie -> Evictions.sessions(AuthCookies.of(cookie).tokens()))
                .orElse(Set.of());
    }

    private Optional<String> userId(Exchange exchange) {
        Optional<String> known = exchange.identity().forwardedUserId();
        Optional<Credential.SessionCookie> cookie = cookie(exchange);
        if (known.isPresent() || cookie.isEmpty()) {
            return known;
        }
        try {
            return exchange.record()
                    .time(Stage.AUTH, () -> identities.session(cookie.get(), exchange))
                    .map(IdentityService.Session::userId);
        } catch (LookupException unknown) {
            unknown.addTo(exchange.record());
            exchange.record().add(Result.Degradation.EVICTION_USER);
            return Optional.empty();
        }
    }

    private static Optional<Credential.SessionCookie> cookie(Exchange exchange) {
        return Credential.of(exchange.request().headers()).stream()
                .filter(Credential.SessionCookie.class::isInstance)
                .map(Credential.SessionCookie.class::cast)
                .findFirst();
    }
}
