package dev.crowai.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdentityKindTest {
    private static final Secret JWT = Secret.of("a.b.c");

    @Test
    void sessions_keys_and_jwts_are_known_callers() {
        assertThat(new Identity[] {
                    new Identity.SessionUser("ann", new ActiveOrganization.None(), JWT),
                    new Identity.ApiKeyCaller(Secret.of("crow_1"), Optional.empty(), new ClaimedOrganization.NoClaim()),
                    new Identity.JwtUser("ann", Optional.empty(), Optional.empty(), JWT)
                })
                .allMatch(Identity::isKnown);
    }

    @Test
    void nobody_the_anonymous_the_opaque_and_services_are_no_known_callers() {
        assertThat(new Identity[] {
                    new Identity.Unidentified(),
                    new Identity.Anonymous(Optional.empty(), Optional.empty()),
                    new Identity.OpaqueCaller(Secret.of("Camera 7")),
                    new Identity.InternalCaller(Optional.of("org-1"), Optional.of(JWT), Optional.empty())
                })
                .noneMatch(Identity::isKnown);
    }

    @Test
    void an_active_organization_is_proved_by_its_members_alone() {
        assertThat(new ActiveOrganization.Proved("ba-acme").proved()).contains("ba-acme");
        assertThat(new ActiveOrganization.NotMember("ba-acme").proved()).isEmpty();
        assertThat(new ActiveOrganization.NotMember("ba-acme").named()).contains("ba-acme");
        assertThat(new ActiveOrganization.None().named()).isEmpty();
    }
}
