package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.auth.ResolveOrganization;
import dev.crowai.gateway.auth.RevalidateSession;
import dev.crowai.gateway.auth.SessionRevalidation;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevalidateSessionTest {
    private static final String COOKIE = "better-auth.session_token=annToken.x";
    private static final Organization OLD = new Organization("uuid-1", Optional.of("org-of-ann"));

    private final Instances instances = new Instances();
    private final ServicesDouble services = instances.services;
    private final RememberedIdentities identities = instances.start().identities();
    private final SessionRevalidation revalidation =
            new RevalidateSession(identities, new ResolveOrganization(identities));

    RevalidateSessionTest() {
        services.sessions.put(COOKIE, Callers.session("ann", instances.clock.instant()));
        services.organizations.put("org-of-ann", "uuid-1");
        services.organizations.put("other", "uuid-2");
    }

    private void change(ActiveOrganization organization) {
        Session old = Callers.session("ann", instances.clock.instant());
        services.sessions.put(COOKIE, new Session("ann", false, organization, old.jwt(), old.expiresAt()));
    }

    /** A request of Ann's, as the session was remembered. */
    private Exchange remembered() throws LookupException {
        Exchange exchange =
                Callers.to(Method.GET, "/api/v1/products/x", Headers.of("Cookie", COOKIE), Body.EMPTY, instances.clock);
        Identity ann = identities
                .session(Callers.cookie(COOKIE), exchange)
                .orElseThrow()
                .caller();
        return exchange.withIdentity(ann).withOrganization(Optional.of(OLD));
    }

    @Test
    void a_remembered_session_gets_the_organization_that_it_has_now() throws Exception {
        Exchange exchange = remembered();
        change(new ActiveOrganization.Proved("other"));
        instances.clock.moveSeconds(1);

        Exchange anew = revalidation.revalidated(exchange);

        assertThat(anew.organization()).contains(new Organization("uuid-2", Optional.of("other")));
        assertThat(((Identity.SessionUser) anew.identity()).activeOrganization().proved())
                .contains("other");
    }

    @Test
    void a_remembered_session_loses_an_organization_whose_member_its_user_is_no_longer() throws Exception {
        Exchange exchange = remembered();
        change(new ActiveOrganization.NotMember("org-of-ann"));
        instances.clock.moveSeconds(1);

        assertThat(revalidation.revalidated(exchange).organization()).isEmpty();
    }

    @Test
    void a_session_is_read_anew_at_most_once_in_five_seconds() throws Exception {
        Exchange exchange = remembered();
        instances.clock.moveSeconds(1);
        assertThat(revalidation.revalidated(exchange)).isSameAs(exchange);
        change(new ActiveOrganization.Proved("other"));
        instances.clock.moveSeconds(4);

        assertThat(revalidation.revalidated(exchange)).isSameAs(exchange);
        instances.clock.moveSeconds(1);

        assertThat(revalidation.revalidated(exchange).organizationId()).contains("uuid-2");
    }

    @Test
    void a_session_that_has_ended_leaves_the_request_as_it_is() throws Exception {
        Exchange exchange = remembered();
        services.sessions.clear();
        instances.clock.moveSeconds(1);

        assertThat(revalidation.revalidated(exchange)).isSameAs(exchange);
    }

    @Test
    void another_credential_than_a_session_is_not_read_anew() throws Exception {
        Exchange exchange = remembered()
                .withIdentity(new Identity.ApiKeyCaller(
                        Secret.of("crow_1"), Optional.of("ann"), new ClaimedOrganization.NoClaim()));
        instances.clock.moveSeconds(1);

        assertThat(revalidation.revalidated(exchange)).isSameAs(exchange);
        assertThat(services.asked()).hasSize(1);
    }

    @Test
    void a_service_that_fails_fails_the_revalidation() throws Exception {
        Exchange exchange = remembered();
        instances.clock.moveSeconds(1);
        services.gate(_ -> {
            throw ServicesDouble.failure();
        });

        assertThatThrownBy(() -> revalidation.revalidated(exchange)).isInstanceOf(LookupException.class);
    }
}
