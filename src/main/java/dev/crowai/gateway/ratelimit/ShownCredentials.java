package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.store.StoreKey;
import java.util.List;

/**
 * Keys for the credentials of a request, under which the refusal of a caller is stored. With them, a repeated request
 * is refused without looking up the caller again. A key contains the client's network. Each session cookie has its own
 * key, whatever other cookies are sent with it. Pure.
 */
final class ShownCredentials {
    private ShownCredentials() {}

    /** The keys of the credential that is tried first. */
    static List<StoreKey> first(Exchange exchange) {
        return Credential.of(exchange.request().headers()).stream()
                .findFirst()
                .map(credential -> names(exchange, credential))
                .orElse(List.of());
    }

    /** The keys of the credential that identified the caller. */
    static List<StoreKey> of(Exchange exchange, Identity caller) {
        Class<? extends Credential> proof = switch (caller) {
            case Identity.SessionUser _ -> Credential.SessionCookie.class;
            case Identity.ApiKeyCaller _ -> Credential.ApiKey.class;
            default -> Credential.BearerJwt.class;
        };
        return Credential.of(exchange.request().headers()).stream()
                .filter(proof::isInstance)
                .findFirst()
                .map(credential -> names(exchange, credential))
                .orElse(List.of());
    }

    private static List<StoreKey> names(Exchange exchange, Credential credential) {
        return switch (credential) {
            case Credential.SessionCookie cookie ->
                cookie.sessions().stream()
                        .map(session -> name(exchange, "session", session))
                        .toList();
            case Credential.ApiKey key ->
                List.of(name(exchange, "api-key", key.key().reveal()));
            case Credential.BearerJwt jwt ->
                List.of(name(exchange, "jwt", jwt.token().reveal()));
        };
    }

    private static StoreKey name(Exchange exchange, String kind, String value) {
        return new StoreKey(exchange.request().client().network(), Buckets.hashed(kind, value));
    }
}
