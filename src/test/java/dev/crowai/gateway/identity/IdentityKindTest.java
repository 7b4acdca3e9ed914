package dev.crowai.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdentityKindTest {
    private static final Secret JWT = Secret.of("a.b.c");
    private static final Secret KEY = Secret.of("crow_1");
    private static final Identity UNIDENTIFIED = new Identity.Unidentified();
    private static final Identity SESSION = new Identity.SessionUser("ann", new ActiveOrganization.None(), JWT);
    private static final Identity API_KEY =
            new Identity.ApiKeyCaller(KEY, Optional.of("ann"), new ClaimedOrganization.NoClaim());
    private static final Identity JWT_USER = new Identity.JwtUser("ann", Optional.empty(), Optional.empty(), JWT);
    private static final Identity ANONYMOUS = new Identity.Anonymous(Optional.of("nobody"), Optional.of(JWT));
    private static final Identity OPAQUE = new Identity.OpaqueCaller(Secret.of("Camera 7"));
    private static final Identity INTERNAL =
            new Identity.InternalCaller(Optional.of("org-1"), Optional.of(JWT), Optional.of(KEY));
    private static final List<Identity> ALL =
            List.of(UNIDENTIFIED, SESSION, API_KEY, JWT_USER, ANONYMOUS, OPAQUE, INTERNAL);

    @Test
    void sessions_keys_and_jwts_are_known_callers_and_no_others() {
        assertThat(ALL).filteredOn(Identity::isKnown).containsExactly(SESSION, API_KEY, JWT_USER);
    }

    @Test
    void the_log_names_each_kind_of_caller() {
        assertThat(ALL)
                .extracting(Identity::kind)
                .containsExactly("none", "session", "api-key", "jwt", "anonymous", "opaque", "internal");
    }

    @Test
    void the_log_names_each_kind_of_credential() {
        assertThat(Arrays.stream(CredentialKind.values()).map(CredentialKind::label))
                .containsExactly("session", "api-key", "jwt", "none");
    }

    @Test
    void services_get_the_user_id_of_known_callers_alone() {
        // SPEC "Identity": no X-User-Id is sent for an anonymous session; an internal caller's is not kept.
        assertThat(ALL)
                .filteredOn(identity -> identity.forwardedUserId().equals(Optional.of("ann")))
                .containsExactly(SESSION, API_KEY, JWT_USER);
        assertThat(ALL)
                .filteredOn(identity -> identity.forwardedUserId().isEmpty())
                .containsExactly(UNIDENTIFIED, ANONYMOUS, OPAQUE, INTERNAL);
    }

    @Test
    void services_get_the_jwt_of_sessions_jwts_and_platform_services() {
        assertThat(ALL)
                .filteredOn(identity -> identity.forwardedJwt().equals(Optional.of(JWT)))
                .containsExactly(SESSION, JWT_USER, ANONYMOUS, INTERNAL);
        assertThat(ALL)
                .filteredOn(identity -> identity.forwardedJwt().isEmpty())
                .containsExactly(UNIDENTIFIED, API_KEY, OPAQUE);
    }

    @Test
    void services_get_the_key_of_key_callers_and_platform_services() {
        assertThat(ALL)
                .filteredOn(identity -> identity.forwardedKey().equals(Optional.of(KEY)))
                .containsExactly(API_KEY, INTERNAL);
        assertThat(ALL)
                .filteredOn(identity -> identity.forwardedKey().isEmpty())
                .containsExactly(UNIDENTIFIED, SESSION, JWT_USER, ANONYMOUS, OPAQUE);
    }

    @Test
    void an_organization_that_was_named_by_its_uuid_has_no_auth_id() {
        assertThat(Organization.of("uuid-1")).isEqualTo(new Organization("uuid-1", Optional.empty()));
    }

    @Test
    void an_active_organization_is_proved_by_its_members_alone() {
        assertThat(new ActiveOrganization.Proved("ba-acme").proved()).contains("ba-acme");
        assertThat(new ActiveOrganization.NotMember("ba-acme").proved()).isEmpty();
        assertThat(new ActiveOrganization.NotMember("ba-acme").named()).contains("ba-acme");
        assertThat(new ActiveOrganization.None().named()).isEmpty();
    }
}
