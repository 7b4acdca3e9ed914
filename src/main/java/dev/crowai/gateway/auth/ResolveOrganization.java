package dev.crowai.gateway.auth;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import java.util.Optional;

/**
 * Finds the caller's organization (SPEC "Organization"). A lookup that fails refuses the request: services take one
 * without an organization for a trusted one.
 */
public final class ResolveOrganization implements Middleware {
    private final IdentityService identities;

    public ResolveOrganization(IdentityService identities) {
        this.identities = identities;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        return Outcome.of("organization", exchange, () -> resolve(exchange))
                .then(exchange, id -> next.handle(exchange.withOrganization(id)));
    }

    private Outcome<Optional<String>> resolve(Exchange exchange) throws LookupException {
        return switch (exchange.identity()) {
            case Identity.SessionUser user -> Outcome.known(ofSession(user, exchange));
            case Identity.ApiKeyCaller caller -> ofKey(caller, exchange);
            case Identity.JwtUser user -> Outcome.known(ofJwt(user, exchange));
            case Identity.InternalCaller caller -> Outcome.known(caller.organizationId());
            case Identity.Anonymous _, Identity.Unidentified _ -> Outcome.known(Optional.empty());
        };
    }

    /** The active organization, or else the user's own; none while the user is being onboarded. */
    private Optional<String> ofSession(Identity.SessionUser user, Exchange exchange) throws LookupException {
        if (user.activeOrganization().isPresent()) {
            Optional<String> active =
                    identities.organizationByAuthId(user.activeOrganization().get(), exchange);
            if (active.isPresent()) {
                return active;
            }
        }
        return identities.organizationOfUser(user.userId(), exchange);
    }

    /** The owner must be a member of the organization that the key's metadata claims: anyone can write metadata. */
    private Outcome<Optional<String>> ofKey(Identity.ApiKeyCaller caller, Exchange exchange) throws LookupException {
        if (caller.userId().isEmpty()) {
            return Outcome.refused(Problem.forbidden("The API key has no user"));
        }
        Optional<String> own = identities.organizationOfUser(caller.userId().get(), exchange);
        return caller.claimedOrganization().isPresent()
                        && !caller.claimedOrganization().equals(own)
                ? Outcome.refused(Problem.forbidden("The API key's user is not a member of its organization"))
                : Outcome.known(own);
    }

    private Optional<String> ofJwt(Identity.JwtUser user, Exchange exchange) throws LookupException {
        return user.organizationId().isPresent()
                ? user.organizationId()
                : identities.organizationOfUser(user.userId(), exchange);
    }
}
