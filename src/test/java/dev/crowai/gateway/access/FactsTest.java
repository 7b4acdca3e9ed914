package dev.crowai.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crowai.gateway.access.Facts.Fact;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.route.CallerId;
import dev.crowai.gateway.route.OpenTo;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** SPEC "Access rules": what kind of caller a request has, and which ids are its own. */
class FactsTest {
    private static final Secret JWT = Secret.of("a.b.c");
    private static final Secret KEY = Secret.of("crow_ann");

    private static Identity session(ActiveOrganization active) {
        return new Identity.SessionUser("ann", active, JWT);
    }

    private static Identity jwt(Optional<String> organization, Optional<String> active) {
        return new Identity.JwtUser("ann", organization, active, JWT);
    }

    private static Identity key(Optional<String> owner) {
        return new Identity.ApiKeyCaller(KEY, owner, new ClaimedOrganization.NoClaim());
    }

    static Stream<Arguments> callers() {
        return Stream.of(
                arguments(session(new ActiveOrganization.None()), "ANYONE KNOWN SESSION_OR_JWT SESSION MEMBER"),
                arguments(jwt(Optional.empty(), Optional.empty()), "ANYONE KNOWN SESSION_OR_JWT MEMBER"),
                arguments(key(Optional.of("ann")), "ANYONE KNOWN MEMBER"),
                arguments(new Identity.Anonymous(Optional.of("anonymous"), Optional.of(JWT)), "ANYONE"),
                arguments(new Identity.OpaqueCaller(Secret.of("Camera 7")), "ANYONE"),
                arguments(new Identity.Unidentified(), "ANYONE"));
    }

    @ParameterizedTest
    @MethodSource("callers")
    void a_path_is_open_to_the_kinds_of_callers_that_its_rule_names(Identity caller, String open) {
        assertThat(Arrays.stream(OpenTo.values())
                        .filter(Facts.of(caller)::isOf)
                        .map(OpenTo::name)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(open);
    }

    static Stream<Arguments> activeOrganizations() {
        return Stream.of(
                arguments(session(new ActiveOrganization.Proved("ba-acme")), Set.of("ba-acme")),
                arguments(session(new ActiveOrganization.NotMember("ba-acme")), Set.of()),
                arguments(session(new ActiveOrganization.None()), Set.of()),
                arguments(jwt(Optional.empty(), Optional.of("ba-acme")), Set.of("ba-acme")),
                arguments(key(Optional.of("ann")), Set.of()),
                arguments(new Identity.Anonymous(Optional.of("anonymous"), Optional.of(JWT)), Set.of()),
                arguments(new Identity.OpaqueCaller(Secret.of("Camera 7")), Set.of()),
                arguments(
                        new Identity.InternalCaller(Optional.of("acme"), Optional.of(JWT), Optional.of(KEY)), Set.of()),
                arguments(new Identity.Unidentified(), Set.of()));
    }

    @ParameterizedTest
    @MethodSource("activeOrganizations")
    void an_active_organization_is_the_callers_own_when_it_is_proved(Identity caller, Set<String> own) {
        assertThat(Facts.of(caller).own(CallerId.ACTIVE_ORGANIZATION)).isEqualTo(own);
        assertThat(Facts.of(caller).own(CallerId.ORGANIZATION)).isEqualTo(own);
    }

    @Test
    void every_id_of_the_resolved_organization_is_the_callers_own() {
        Identity caller = jwt(Optional.of("acme"), Optional.of("ba-acme"));
        Facts facts = Facts.of(caller);

        assertThat(facts.own(CallerId.ORGANIZATION)).containsExactlyInAnyOrder("acme", "ba-acme");
        assertThat(facts.with(caller, Optional.of(new Organization("org-1", Optional.of("ba-1"))))
                        .own(CallerId.ORGANIZATION))
                .containsExactlyInAnyOrder("acme", "ba-acme", "org-1", "ba-1");
        assertThat(facts.with(caller, Optional.of(Organization.of("org-1"))).own(CallerId.ORGANIZATION))
                .containsExactlyInAnyOrder("acme", "ba-acme", "org-1");
    }

    @Test
    void a_user_id_and_a_row_id_are_the_callers_own_as_far_as_they_are_known() {
        assertThat(Facts.of(key(Optional.of("ann"))).own(CallerId.AUTH_ID)).containsExactly("ann");
        assertThat(Facts.of(key(Optional.empty())).own(CallerId.AUTH_ID)).isEmpty();
        assertThat(Facts.of(key(Optional.empty()))
                        .withRowId(Optional.of("row-1"))
                        .own(CallerId.ROW_ID))
                .containsExactly("row-1");
    }

    @ParameterizedTest
    @EnumSource
    void a_fact_is_unknown_until_it_has_been_looked_up(Fact fact) {
        Facts facts = Facts.of(new Identity.Unidentified());
        Facts found = switch (fact) {
            case ORGANIZATION -> facts.with(facts.identity(), Optional.empty());
            case ROW_ID -> facts.withRowId(Optional.empty());
            case BODY -> facts.withBody(RuleBody.EMPTY);
        };

        assertThat(facts.known()).isEmpty();
        assertThat(found.known()).containsExactly(fact);
        assertThat(Arrays.stream(CallerId.values()).map(facts::unknown).flatMap(Optional::stream))
                .containsExactlyInAnyOrder(Fact.ROW_ID, Fact.ORGANIZATION);
        assertThat(Arrays.stream(CallerId.values()).map(found::unknown).flatMap(Optional::stream))
                .doesNotContain(fact);
    }
}
