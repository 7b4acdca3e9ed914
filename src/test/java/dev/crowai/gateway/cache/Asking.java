package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import java.time.InstantSource;
import java.util.Optional;

/** Requests as they arrive at the cache: routed, identified, with an organization. Immutable. */
record Asking(
        Method method,
        String path,
        String query,
        Headers headers,
        String body,
        String client,
        Identity identity,
        Optional<String> organization) {
    static final String ORGANIZATION = "11111111-1111-4111-8111-111111111111";
    static final String OTHER_ORGANIZATION = "22222222-2222-4222-8222-222222222222";
    static final Identity USER = session("user-1");
    static final Identity COLLEAGUE = session("user-2");
    static final Identity KEY =
            new Identity.ApiKeyCaller(Secret.of("crow_one"), Optional.of("user-1"), new ClaimedOrganization.NoClaim());
    static final Identity OTHER_KEY =
            new Identity.ApiKeyCaller(Secret.of("crow_two"), Optional.of("user-1"), new ClaimedOrganization.NoClaim());
    static final Identity JWT_USER =
            new Identity.JwtUser("user-1", Optional.empty(), Optional.empty(), Secret.of("a.jwt.value"));
    static final Identity ANONYMOUS =
            new Identity.Anonymous(Optional.of("anonymous-one"), Optional.of(Secret.of("an.anonymous.one")));
    static final Identity OTHER_ANONYMOUS =
            new Identity.Anonymous(Optional.of("anonymous-two"), Optional.of(Secret.of("an.anonymous.two")));
    static final Identity INTERNAL =
            new Identity.InternalCaller(Optional.of(ORGANIZATION), Optional.empty(), Optional.empty());

    static Identity session(String userId) {
        return new Identity.SessionUser(userId, new ActiveOrganization.None(), Secret.of("jwt.of." + userId));
    }

    static Asking get(String path, String... headers) {
        return of(Method.GET, path, headers);
    }

    static Asking of(Method method, String path, String... headers) {
        return new Asking(method, path, "", Headers.of(headers), "", "203.0.113.7", USER, Optional.of(ORGANIZATION));
    }

    Asking query(String other) {
        return new Asking(method, path, other, headers, body, client, identity, organization);
    }

    Asking body(String other) {
        return new Asking(method, path, query, headers, other, client, identity, organization);
    }

    Asking by(Identity other) {
        return new Asking(method, path, query, headers, body, client, other, organization);
    }

    Asking in(String other) {
        return new Asking(method, path, query, headers, body, client, identity, Optional.of(other));
    }

    Asking withoutOrganization() {
        return new Asking(method, path, query, headers, body, client, identity, Optional.empty());
    }

    Asking from(String other) {
        return new Asking(method, path, query, headers, body, other, identity, organization);
    }

    Request request() {
        return new Request(method, path, query, headers, Body.of(body), new ClientAddress(client), "api.example.test");
    }

    Exchange exchange(InstantSource clock) {
        return Exchanges.of(request(), identity, organization.map(Organization::of), clock);
    }
}
