package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.jwt.JwtExpiry;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

final class AnonymousSessionsTest {
    private static final String FIRST = ServicesDouble.anonymousCookie(1);
    private static final String SECOND = ServicesDouble.anonymousCookie(2);

    private final Instances instances = new Instances();
    private final HandMovedClock clock = instances.clock;
    private final ServicesDouble services = instances.services;
    private final RememberedIdentities one = instances.start().identities();
    private final RememberedIdentities other = instances.start().identities();

    AnonymousSessionsTest() {
        services.sessions.put(FIRST, Callers.session("anonymous-1", clock.instant()));
        services.sessions.put(SECOND, Callers.session("anonymous-2", clock.instant()));
    }

    private long signIns() {
        return Collections.frequency(services.asked(), "sign-in anonymous");
    }

    @Test
    void a_client_gets_one_anonymous_session_from_all_instances_for_an_hour() throws Exception {
        assertThat(one.anonymous(instances.exchange()).userId()).isEqualTo("anonymous-1");

        clock.moveTo(HandMovedClock.START.plus(Duration.ofHours(1).minusMillis(1)));
        assertThat(one.anonymous(instances.exchange()).userId()).isEqualTo("anonymous-1");
        assertThat(other.anonymous(instances.exchange()).userId()).isEqualTo("anonymous-1");
        assertThat(signIns()).isEqualTo(1);

        clock.moveTo(HandMovedClock.START.plus(Duration.ofHours(1)));
        assertThat(other.anonymous(instances.exchange()).userId()).isEqualTo("anonymous-2");
        assertThat(signIns()).isEqualTo(2);
    }

    @Test
    void a_known_anonymous_client_costs_neither_a_lookup_nor_a_store_operation() throws Exception {
        one.anonymous(instances.exchange());
        int asked = services.asked().size();
        instances.table.forgetCalls();

        clock.moveSeconds(29);
        one.anonymous(instances.exchange());

        assertThat(services.asked()).hasSize(asked);
        assertThat(instances.table.calls()).isEmpty();
    }

    @Test
    void the_token_is_renewed_from_the_session_before_it_ends() throws Exception {
        one.anonymous(instances.exchange());
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(850)));
        services.sessions.put(FIRST, Callers.session("anonymous-1", clock.instant()));

        var renewed = one.anonymous(instances.exchange());

        assertThat(JwtExpiry.of(renewed.jwt())).contains(clock.instant().plusSeconds(900));
        assertThat(signIns()).isEqualTo(1);
    }

    @Test
    void a_session_that_has_ended_is_replaced_for_all_instances() throws Exception {
        one.anonymous(instances.exchange());
        other.anonymous(instances.exchange());
        services.sessions.remove(FIRST);
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(60)));

        assertThat(one.anonymous(instances.exchange()).userId()).isEqualTo("anonymous-2");
        assertThat(other.anonymous(instances.exchange()).userId()).isEqualTo("anonymous-2");
        assertThat(one.anonymous(instances.exchange()).userId()).isEqualTo("anonymous-2");
        assertThat(signIns()).isEqualTo(2);
    }

    @Test
    void an_auth_service_whose_new_sessions_are_none_answers_nonsense() {
        services.sessions.clear();

        assertThatThrownBy(() -> one.anonymous(instances.exchange()))
                .isInstanceOfSatisfying(
                        LookupException.class,
                        failure -> assertThat(failure.problem().status()).isEqualTo(502));
    }

    @Test
    void clients_are_told_apart_by_their_network() throws Exception {
        one.anonymous(Callers.from("2001:db8::1", clock));
        one.anonymous(Callers.from("2001:db8::ffff", clock));
        assertThat(signIns()).isEqualTo(1);

        one.anonymous(Callers.from("2001:db8:0:1::1", clock));
        assertThat(signIns()).isEqualTo(2);
    }
}
