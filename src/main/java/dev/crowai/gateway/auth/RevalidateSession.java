package dev.crowai.gateway.auth;

import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Stage;
import java.util.Optional;

/** Reads sessions again, with the same lookups as {@link Authenticate} and {@link ResolveOrganization}. */
public final class RevalidateSession implements SessionRevalidation {
    private final IdentityService identities;
    private final ResolveOrganization organizations;

    public RevalidateSession(IdentityService identities, ResolveOrganization organizations) {
        this.identities = identities;
        this.organizations = organizations;
    }

    @Override
    public Exchange revalidated(Exchange exchange) throws LookupException {
        Optional<Credential.SessionCookie> cookie =
                Credential.sessionCookie(exchange.request().headers());
        if (cookie.isEmpty() || !(exchange.identity() instanceof Identity.SessionUser)) {
            return exchange;
        }
        Optional<Identity> found = exchange.record()
                .time(Stage.AUTH, () -> identities.revalidatedSession(cookie.get(), exchange))
                .map(IdentityService.Session::caller);
        if (found.isEmpty()
                || !(found.get() instanceof Identity.SessionUser user)
                || exchange.identity().equals(user)) {
            return exchange;
        }
        Optional<Organization> organization =
                exchange.record().time(Stage.ORGANIZATION, () -> organizations.ofSession(user, exchange));
        return exchange.withIdentity(user).withOrganization(organization);
    }
}
