package dev.crowai.gateway.auth;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.lookup.LookupException;
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
                .then(exchange, found -> next.handle(exchange.withOrganization(found)));
    }

    private Outcome<Optional<Organization>> resolve(Exchange exchange) throws LookupException {
        return switch (exchange.identity()) {
            case Identity.SessionUser user -> Outcome.known(ofSession(user, exchange));
            case Identity.ApiKeyCaller caller -> ofKey(caller, exchange);
            case Identity.JwtUser user -> Outcome.known(ofJwt(user, exchange));
            case Identity.InternalCaller caller ->
                Outcome.known(caller.organizationId().map(Organization::of));
            case Identity.Anonymous _, Identity.OpaqueCaller _, Identity.Unidentified _ ->
                Outcome.known(Optional.empty());
        };
    }

    /** The active organization, or else the user's own; none while the user is being onboarded. */
    Optional<Organization> ofSession(Identity.SessionUser user, Exchange exchange) throws LookupException {
        Optional<String> proved = user.activeOrganization().proved();
        if (proved.isPresent()) {
            Optional<String> active = identities.organizationByAuthId(proved.get(), exchange);
            if (active.isPresent()) {
                return active.map(id -> new Organization(id, proved));
            }
        }
        return ofUser(user.userId(), exchange);
    }

    /** The owner must be a member of the organization that the key's metadata claims: anyone can write metadata. */
    private Outcome<Optional<Organization>> ofKey(Identity.ApiKeyCaller caller, Exchange exchange)
            throws LookupException {
        if (caller.userId().isEmpty()) {
            return Outcome.refused(Problem.forbidden("The API key has no user"));
        }
        Optional<Organization> own = ofUser(caller.userId().get(), exchange);
        return caller.claimedOrganization().isPresent()
                        && !caller.claimedOrganization().equals(own.map(Organization::id))
                ? Outcome.refused(Problem.forbidden("The API key's user is not a member of its organization"))
                : Outcome.known(own);
    }

    private Optional<Organization> ofJwt(Identity.JwtUser user, Exchange exchange) throws LookupException {
        return user.organizationId().isPresent()
                ? user.organizationId().map(Organization::of)
                : ofUser(user.userId(), exchange);
    }

    private Optional<Organization> ofUser(String userId, Exchange exchange) throws LookupException {
        return identities
                .userByAuthId(userId, exchange)
                .flatMap(IdentityService.UserRow::organizationId)
                .map(Organization::of);
    }
}
