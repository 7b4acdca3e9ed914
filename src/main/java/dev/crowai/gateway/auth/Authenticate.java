package dev.crowai.gateway.auth;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.jwt.JwtVerifier;
import dev.crowai.gateway.jwt.KeySets;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.route.Particulars.Trait;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Identifies the caller (SPEC "Identity"): by session cookie, API key, bearer JWT, or as anonymous, in this order. The
 * first credential that applies decides, and the others are dropped. When a service that it calls fails, the response
 * is 502 or 503, never 401.
 */
public final class Authenticate implements Middleware {
    private final IdentityService identities;
    private final JwtVerifier jwts;
    private final CrossSiteWrites crossSite;

    /**
     * The step of all chains that authenticate.
     *
     * @param issuer the {@code iss} that bearer JWTs must carry; empty when it is not checked
     * @param crossSite the writes that a session cookie does not authenticate
     */
    public Authenticate(
            IdentityService identities, Optional<String> issuer, CrossSiteWrites crossSite, InstantSource clock) {
        this.identities = identities;
        this.jwts = new JwtVerifier(new KeySets(identities, clock), issuer, clock);
        this.crossSite = crossSite;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        return exchange.isInternal()
                ? next.handle(exchange)
                : Outcome.of(Stage.AUTH, exchange, () -> decide(exchange))
                        .then(exchange, identity -> next.handle(exchange.withIdentity(identity)));
    }

    private Outcome<Identity> decide(Exchange exchange) throws LookupException {
        List<Credential> credentials = Credential.of(exchange.request().headers());
        Optional<Secret> opaque = opaqueAuthorization(exchange);
        for (Credential credential : credentials) {
            Optional<Outcome<Identity>> decided = switch (credential) {
                case Credential.SessionCookie cookie ->
                    opaque.isPresent() ? Optional.empty() : session(cookie, exchange);
                case Credential.ApiKey key -> Optional.of(apiKey(key, exchange));
                case Credential.BearerJwt jwt -> Optional.of(bearerJwt(jwt, exchange));
            };
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        if (opaque.isPresent()) {
            return Outcome.known(new Identity.OpaqueCaller(opaque.get()));
        }
        return exchange.toService().needsKnownCaller()
                ? unauthorized(
                        exchange,
                        credentials.isEmpty() ? CredentialKind.NONE : CredentialKind.SESSION,
                        "Authentication required")
                : Outcome.known(anonymous(exchange));
    }

    /** An {@code Authorization} that is neither a JWT nor an API key. Only the service can check it. */
    private static Optional<Secret> opaqueAuthorization(Exchange exchange) {
        return exchange.service().has(Trait.TAKES_OPAQUE_BEARER)
                ? Credential.opaqueAuthorization(exchange.request().headers())
                : Optional.empty();
    }

    /**
     * If there is no anonymous session, the request goes on without one, because a service that is open to anyone needs
     * no caller.
     */
    private Identity anonymous(Exchange exchange) throws LookupException {
        if (exchange.admission().attempt(CredentialKind.NONE, false).isRefused()) {
            throw LookupException.notAdmitted();
        }
        try {
            return identities.anonymous(exchange).caller();
        } catch (LookupException unavailable) {
            unavailable.addTo(exchange.record());
            exchange.record().add(Result.Degradation.ANONYMOUS_SESSION);
            return new Identity.Anonymous(Optional.empty(), Optional.empty());
        }
    }

    /** An empty result means that the cookie belongs to no session. Then the next credential is tried. */
    private Optional<Outcome<Identity>> session(Credential.SessionCookie cookie, Exchange exchange)
            throws LookupException {
        return identities.session(cookie, exchange).map(found -> {
            Outcome<Identity> caller = allowed(found.caller(), CredentialKind.SESSION, exchange);
            if (!(caller instanceof Outcome.Known<Identity> known) || !crossSite.includes(exchange.request())) {
                return caller;
            }
            // The caller is known, so the refused request counts in the caller's budget, not in that of the address.
            var _ = exchange.admission().count(known.value());
            return Outcome.refused(Problem.forbidden("Cross-site requests may not write with a session cookie"));
        });
    }

    private Outcome<Identity> apiKey(Credential.ApiKey credential, Exchange exchange) throws LookupException {
        Optional<IdentityService.VerifiedKey> verified = identities.verify(credential, exchange);
        return verified.<Outcome<Identity>>map(key -> Outcome.known(
                        new Identity.ApiKeyCaller(credential.key(), key.userId(), key.claimedOrganization())))
                .orElseGet(
                        () -> unauthorized(exchange, CredentialKind.API_KEY, "API key is invalid or has been revoked"));
    }

    private Outcome<Identity> bearerJwt(Credential.BearerJwt credential, Exchange exchange) throws LookupException {
        Optional<Identity> user = jwts.verify(credential, exchange);
        return user.map(caller -> allowed(caller, CredentialKind.JWT, exchange))
                .orElseGet(() -> unauthorized(exchange, CredentialKind.JWT, "The token is invalid or has expired"));
    }

    /** An anonymous session or JWT is refused where a known caller is needed. */
    private static Outcome<Identity> allowed(Identity caller, CredentialKind kind, Exchange exchange) {
        return caller.isKnown() || !exchange.toService().needsKnownCaller()
                ? Outcome.known(caller)
                : unauthorized(exchange, kind, "Authentication required");
    }

    /**
     * Refuses with 401 and records the kind of the credential: the one that decided, or the session cookie that belongs
     * to no session.
     */
    private static Outcome<Identity> unauthorized(Exchange exchange, CredentialKind kind, String message) {
        exchange.record().add(new Result.CredentialFailure(kind));
        return Outcome.refused(Problem.unauthorized(message));
    }
}
