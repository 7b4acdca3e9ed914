package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.lookup.IdentityService.UserRow;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SPEC "Remembering identities": keys, organizations and rows, and lookups and stores that fail. */
final class RememberedLookupsTest extends RememberedFixture {
    @Test
    void a_valid_key_and_a_bad_one_are_remembered_for_sixty_seconds() throws Exception {
        services.keys.put("crow_good", Callers.verifiedKey("key-1", "ann"));
        assertThat(first.verify(Callers.key("crow_good"), instances.exchange()))
                .contains(Callers.verifiedKey("key-1", "ann"));
        assertThat(first.verify(Callers.key("crow_bad"), instances.exchange())).isEmpty();

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(60).plus(JUST_BEFORE)));
        first.verify(Callers.key("crow_bad"), instances.exchange());
        assertThat(second.verify(Callers.key("crow_good"), instances.exchange()))
                .contains(Callers.verifiedKey("key-1", "ann"));
        assertThat(services.asked()).containsExactly("verify crow_good", "verify crow_bad");
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(60)));
        second.verify(Callers.key("crow_good"), instances.exchange());
        first.verify(Callers.key("crow_bad"), instances.exchange());

        assertThat(services.asked())
                .containsExactly("verify crow_good", "verify crow_bad", "verify crow_good", "verify crow_bad");
    }

    @Test
    void a_flood_of_one_bad_key_costs_one_verification_in_a_minute() throws Exception {
        for (int i = 0; i < 100; i++) {
            first.verify(Callers.key("crow_bad"), instances.exchange());
            second.verify(Callers.key("crow_bad"), instances.exchange());
            clock.move(Duration.ofMillis(599));
        }

        assertThat(services.asked()).hasSize(1);
    }

    @Test
    void a_flood_of_different_bad_keys_pushes_no_good_one_out_of_memory() throws Exception {
        services.keys.put("crow_good", Callers.verifiedKey("key-1", "ann"));
        first.verify(Callers.key("crow_good"), instances.exchange());
        for (int i = 0; i < 6_000; i++) {
            first.verify(Callers.key("crow_bad" + i), instances.exchange());
        }
        table.forgetCalls();

        assertThat(first.verify(Callers.key("crow_good"), instances.exchange())).isPresent();
        assertThat(table.calls()).isEmpty();
    }

    @Test
    void the_id_of_an_organization_is_remembered_for_an_hour_without_the_store() throws Exception {
        services.organizations.put("org-1", "uuid-1");
        first.organizationByAuthId("org-1", instances.exchange());
        table.forgetCalls();

        clock.moveTo(HandMovedClock.START.plus(Duration.ofHours(1).plus(JUST_BEFORE)));
        assertThat(first.organizationByAuthId("org-1", instances.exchange())).contains("uuid-1");
        assertThat(table.calls()).isEmpty();
        assertThat(second.organizationByAuthId("org-1", instances.exchange())).contains("uuid-1");
        assertThat(services.asked()).hasSize(1);

        clock.moveTo(HandMovedClock.START.plus(Duration.ofHours(1)));
        first.organizationByAuthId("org-1", instances.exchange());
        assertThat(services.asked()).hasSize(2);
    }

    @Test
    void an_unknown_organization_is_asked_about_again_after_ten_seconds() throws Exception {
        assertThat(first.organizationByAuthId("org-1", instances.exchange())).isEmpty();
        services.organizations.put("org-1", "uuid-1");

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(10).plus(JUST_BEFORE)));
        assertThat(first.organizationByAuthId("org-1", instances.exchange())).isEmpty();
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(10)));

        assertThat(first.organizationByAuthId("org-1", instances.exchange())).contains("uuid-1");
    }

    @Test
    void a_users_row_is_remembered_for_sixty_seconds() throws Exception {
        services.users.put("ann", Callers.row("uuid-1"));
        first.userByAuthId("ann", instances.exchange());
        services.users.put("ann", Callers.row("uuid-2"));

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(60).plus(JUST_BEFORE)));
        assertThat(first.userByAuthId("ann", instances.exchange())).contains(Callers.row("uuid-1"));
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(60)));

        assertThat(first.userByAuthId("ann", instances.exchange())).contains(Callers.row("uuid-2"));
    }

    @Test
    void a_user_who_gets_an_organization_has_it_after_ten_seconds() throws Exception {
        assertThat(first.userByAuthId("ann", instances.exchange())).isEmpty();
        services.users.put("ann", Callers.row("uuid-1"));

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(10).plus(JUST_BEFORE)));
        assertThat(second.userByAuthId("ann", instances.exchange())).isEmpty();
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(10)));

        assertThat(second.userByAuthId("ann", instances.exchange())).contains(Callers.row("uuid-1"));
    }

    @Test
    void a_user_whose_row_gets_an_organization_has_it_after_ten_seconds() throws Exception {
        services.users.put("ann", new UserRow("row-1", Optional.empty()));
        first.userByAuthId("ann", instances.exchange());
        services.users.put("ann", Callers.row("uuid-1"));

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(10).plus(JUST_BEFORE)));
        assertThat(second.userByAuthId("ann", instances.exchange())).contains(new UserRow("row-1", Optional.empty()));
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(10)));

        assertThat(second.userByAuthId("ann", instances.exchange())).contains(Callers.row("uuid-1"));
    }

    @Test
    void what_stood_behind_an_older_internal_key_is_absent() throws Exception {
        services.organizations.put("org-1", "uuid-1");
        first.organizationByAuthId("org-1", instances.exchange());

        instances.secrets.set(Callers.secrets("the-next-internal-key"));

        assertThat(first.organizationByAuthId("org-1", instances.exchange())).contains("uuid-1");
        assertThat(second.organizationByAuthId("org-1", instances.exchange())).contains("uuid-1");
        assertThat(services.asked()).hasSize(2);
    }

    @Test
    void a_failed_lookup_is_not_remembered() throws Exception {
        services.gate(_ -> {
            throw ServicesDouble.failure();
        });
        assertThatThrownBy(() -> first.session(ANN, instances.exchange()))
                .isInstanceOfSatisfying(
                        LookupException.class,
                        failure -> assertThat(failure.problem().status()).isEqualTo(503));

        services.gate(_ -> {});

        assertThat(first.session(ANN, instances.exchange())).contains(annsSession);
        assertThat(table.calls()).containsExactly("get", "get", "put", "put");
    }

    @Test
    void without_the_store_an_instance_remembers_for_itself() throws Exception {
        table.fail();
        Exchange exchange = instances.exchange();

        assertThat(first.session(ANN, exchange)).contains(annsSession);
        assertThat(first.session(ANN, instances.exchange())).contains(annsSession);
        assertThat(second.session(ANN, instances.exchange())).contains(annsSession);

        assertThat(services.asked()).hasSize(2);
        assertThat(exchange.record().snapshot().results()).contains(Result.Degradation.IDENTITY_STORE);
    }

    @Test
    void a_store_that_comes_back_is_used_again() throws Exception {
        table.fail();
        first.session(ANN, instances.exchange());
        table.mend();

        second.session(ANN, instances.exchange());
        instances.start().identities().session(ANN, instances.exchange());

        assertThat(services.asked()).hasSize(2);
    }

    @Test
    void an_answer_from_an_instance_whose_clock_is_ahead_is_absent() throws Exception {
        clock.moveSeconds(3);
        first.session(ANN, instances.exchange());
        clock.moveTo(HandMovedClock.START.plus(Duration.ZERO));

        second.session(ANN, instances.exchange());

        assertThat(services.asked()).hasSize(2);
    }

    @Test
    void the_key_set_and_anonymous_sign_ins_are_not_remembered_here() throws Exception {
        first.keySet(instances.exchange());
        first.keySet(instances.exchange());
        first.signInAnonymously(instances.exchange());
        first.signInAnonymously(instances.exchange());

        assertThat(services.asked()).containsExactly("key set", "key set", "sign-in anonymous", "sign-in anonymous");
    }
}
