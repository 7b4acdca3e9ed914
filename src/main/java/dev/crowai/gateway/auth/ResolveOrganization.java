package dev.crowai.gateway.auth;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.IdSyntax;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Stage;
import java.util.List;
import java.util.Optional;

/**
 * Resolves the caller's organization (SPEC "Organization"). If a lookup fails, the request is refused, because services
 * treat a request without an organization as trusted.
 */
public final class ResolveOrganization implements Middleware {
    private final IdentityService identities;

    public ResolveOrganization(IdentityService identities) {
        this.identities = identities;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        return Outcome.of(Stage.ORGANIZATION, exchange, () -> resolve(exchange))
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

    /**
     * The active organization if the user is a member of it; without an active one, the organization of the user's row
     * if the user is a member of that.
     */
    Optional<Organization> ofSession(Identity.SessionUser user, Exchange exchange) throws LookupException {
        return switch (user.activeOrganization()) {
            case ActiveOrganization.Proved(String authId) -> byAuthId(authId, exchange);
            case ActiveOrganization.NotMember _ -> Optional.empty();
            case ActiveOrganization.None _ -> ofMember(user.userId(), exchange);
        };
    }

    /** The row of a user is not enough. The auth service must list its organization among the user's memberships. */
    private Optional<Organization> ofMember(String userId, Exchange exchange) throws LookupException {
        Optional<String> named = rowOf(userId, exchange);
        Optional<Credential.SessionCookie> cookie =
                Credential.sessionCookie(exchange.request().headers());
        if (named.isEmpty() || cookie.isEmpty()) {
            return Optional.empty();
        }
        List<String> memberships = identities.organizationsOf(cookie.get(), userId, exchange);
        if (memberships.contains(named.get())) {
            return resolved(named.get(), exchange);
        }
        if (!IdSyntax.isUuid(named.get())) {
            return Optional.empty();
        }
        for (String authId : memberships) {
            Optional<Organization> member = byAuthId(authId, exchange);
            if (member.filter(found -> found.id().equals(named.get())).isPresent()) {
                return member;
            }
        }
        return Optional.empty();
    }

    /**
     * The owner of the key must be a member of the organization in the key's metadata, because anyone can write
     * metadata.
     */
    private Outcome<Optional<Organization>> ofKey(Identity.ApiKeyCaller caller, Exchange exchange)
            throws LookupException {
        if (caller.userId().isEmpty()) {
            return Outcome.refused(Problem.forbidden("The API key has no user"));
        }
        Optional<Organization> own = ofUser(caller.userId().get(), exchange);
        return switch (caller.claimedOrganization()) {
            case ClaimedOrganization.NoClaim _ -> Outcome.known(own);
            case ClaimedOrganization.InvalidClaim _ -> notMember();
            case ClaimedOrganization.Named(String id) -> {
                Optional<Organization> claimed = own.isEmpty() ? Optional.empty() : resolved(id, exchange);
                yield claimed.isPresent() && claimed.map(Organization::id).equals(own.map(Organization::id))
                        ? Outcome.known(claimed)
                        : notMember();
            }
        };
    }

    private static Outcome<Optional<Organization>> notMember() {
        return Outcome.refused(Problem.forbidden("The API key's user is not a member of its organization"));
    }

    private Optional<Organization> ofJwt(Identity.JwtUser user, Exchange exchange) throws LookupException {
        return user.organizationId().isPresent()
                ? resolved(user.organizationId().get(), exchange)
                : ofUser(user.userId(), exchange);
    }

    private Optional<Organization> ofUser(String userId, Exchange exchange) throws LookupException {
        Optional<String> named = rowOf(userId, exchange);
        return named.isEmpty() ? Optional.empty() : resolved(named.get(), exchange);
    }

    private Optional<String> rowOf(String userId, Exchange exchange) throws LookupException {
        return identities.userByAuthId(userId, exchange).flatMap(IdentityService.UserRow::organizationId);
    }

    /** Services sometimes store an auth id where a UUID belongs. So an id that is not a UUID is looked up. */
    private Optional<Organization> resolved(String id, Exchange exchange) throws LookupException {
        return IdSyntax.isUuid(id) ? Optional.of(Organization.of(id)) : byAuthId(id, exchange);
    }

    private Optional<Organization> byAuthId(String authId, Exchange exchange) throws LookupException {
        return identities.organizationByAuthId(authId, exchange).map(id -> new Organization(id, Optional.of(authId)));
    }
}
