package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import dev.crowai.gateway.testing.HandMovedClock;
import dev.crowai.gateway.testing.SecretSpellings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a copy of the table tells, and what changes to it can do. */
final class TableSecrecyTest {
    private static final String ANN = "better-auth.session_token=annSecretToken.annSecretSignature";
    private static final String BOB = "better-auth.session_token=bobSecretToken.bobSecretSignature";
    private static final String KEY = "crow_annsVerySecretKey";
    private static final String INTERNAL_KEY = "the-internal-key";

    private final Instances instances = new Instances();
    private final HandMovedClock clock = instances.clock;
    private final StoreDouble table = instances.table;
    private final ServicesDouble services = instances.services;
    private final Instances.Instance instance = instances.start();
    private final Session annsSession = Callers.session("annUserId", HandMovedClock.START);
    private final Session bobsSession = Callers.session("bobUserId", HandMovedClock.START);
    private final Session anonymousSession = Callers.session("anonymousUserId", HandMovedClock.START);

    TableSecrecyTest() {
        services.sessions.put(ANN, annsSession);
        services.sessions.put(BOB, bobsSession);
        services.sessions.put(ServicesDouble.anonymousCookie(1), anonymousSession);
        services.keys.put(KEY, Callers.verifiedKey("theKeyId", "annUserId"));
        services.organizations.put("org-of-annUserId", "internal-organization-uuid");
        services.users.put("annUserId", Callers.row("internal-organization-uuid"));
    }

    private void everybodyComes() throws LookupException {
        RememberedIdentities identities = instance.identities();
        identities.session(Callers.cookie(ANN), instances.exchange());
        identities.session(Callers.cookie("better-auth.session_token=unknownSecretToken"), instances.exchange());
        identities.verify(Callers.key(KEY), instances.exchange());
        identities.verify(Callers.key("crow_unknownSecretKey"), instances.exchange());
        identities.anonymous(instances.exchange());
        identities.organizationByAuthId("org-of-annUserId", instances.exchange());
        identities.organizationByAuthId("org-unknown", instances.exchange());
        identities.userByAuthId("annUserId", instances.exchange());
        identities.userByAuthId("bobUserId", instances.exchange());
    }

    private void post(String path, String body) {
        instance.evict()
                .handle(
                        Callers.to(Method.POST, path, Headers.of("Cookie", ANN), Body.of(body), clock),
                        _ -> Response.of(200));
    }

    @Test
    void a_copy_of_the_table_holds_no_secret_and_no_person() throws Exception {
        everybodyComes();
        post("/api/v1/auth/revoke-sessions", "{}");
        post("/api/v1/auth/api-key/delete", "{\"keyId\":\"theKeyId\"}");
        clock.moveSeconds(601);
        everybodyComes();

        List<String> secrets = List.of(
                "annSecretToken",
                "annSecretSignature",
                "unknownSecretToken",
                "annsVerySecretKey",
                "unknownSecretKey",
                "anon1Token",
                "anonSignature",
                "annUserId",
                "bobUserId",
                "anonymousUserId",
                "@example.test",
                "org-of-annUserId",
                "internal-organization-uuid",
                "theKeyId",
                "claimed-organization",
                INTERNAL_KEY,
                "192.0.2.7",
                annsSession.jwt().reveal(),
                annsSession.jwt().reveal().split("\\.", -1)[1],
                anonymousSession.jwt().reveal().split("\\.", -1)[1]);
        String dump = dump();

        assertThat(table.written()).hasSizeGreaterThan(20);
        assertThat(secrets)
                .allSatisfy(secret -> assertThat(SecretSpellings.shows(dump, secret))
                        .as(secret)
                        .isFalse());
    }

    @ParameterizedTest
    @EnumSource
    void the_dump_would_show_a_secret_in_any_spelling(SecretSpellings.Spelling spelling) {
        table.replace(
                new StoreKey("identity:x", "planted"),
                ("xx" + spelling.of("someSecret")).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(SecretSpellings.shows(dump(), "someSecret")).isTrue();
    }

    /** Every byte that was ever put and that is there. */
    private String dump() {
        return Stream.concat(table.written().stream(), table.items().stream())
                .map(item -> item.key() + " " + SecretSpellings.dump(item.value()))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void a_value_with_any_bit_changed_is_absent() throws Exception {
        instance.identities().session(Callers.cookie(ANN), instances.exchange());
        StoredItem item = table.itemsOf("identity:session:").getFirst();
        int changes = 0;
        for (int at = 0; at < item.value().length; at += 7) {
            byte[] changed = item.value();
            changed[at] ^= (byte) (1 << (at % 8));
            table.replace(item.key(), changed);

            assertThat(instances.start().identities().session(Callers.cookie(ANN), instances.exchange()))
                    .contains(annsSession);
            changes++;
        }

        assertThat(services.asked()).hasSize(1 + changes);
    }

    @Test
    void a_value_cut_short_is_absent() throws Exception {
        instance.identities().session(Callers.cookie(ANN), instances.exchange());
        StoredItem item = table.itemsOf("identity:session:").getFirst();
        for (int length : new int[] {0, 1, 12, 28, 29, item.value().length - 1}) {
            table.replace(item.key(), Arrays.copyOf(item.value(), length));

            assertThat(instances.start().identities().session(Callers.cookie(ANN), instances.exchange()))
                    .contains(annsSession);
        }

        assertThat(services.asked()).hasSize(7);
    }

    @Test
    void two_values_in_each_others_place_are_absent() throws Exception {
        instance.identities().session(Callers.cookie(ANN), instances.exchange());
        instance.identities().session(Callers.cookie(BOB), instances.exchange());
        List<StoredItem> items = table.itemsOf("identity:session:");
        table.replace(items.get(0).key(), items.get(1).value());
        table.replace(items.get(1).key(), items.get(0).value());
        RememberedIdentities other = instances.start().identities();

        assertThat(other.session(Callers.cookie(ANN), instances.exchange())).contains(annsSession);
        assertThat(other.session(Callers.cookie(BOB), instances.exchange())).contains(bobsSession);
        assertThat(services.asked()).hasSize(4);
    }

    @Test
    void organizations_in_each_others_place_are_absent() throws Exception {
        services.organizations.put("org-b", "uuid-b");
        instance.identities().organizationByAuthId("org-of-annUserId", instances.exchange());
        instance.identities().organizationByAuthId("org-b", instances.exchange());
        List<StoredItem> items = table.itemsOf("identity:organization:");
        table.replace(items.get(0).key(), items.get(1).value());
        table.replace(items.get(1).key(), items.get(0).value());

        Optional<String> found = instances.start().identities().organizationByAuthId("org-b", instances.exchange());

        assertThat(found).contains("uuid-b");
        assertThat(services.asked()).hasSize(3);
    }

    @Test
    void a_longer_life_in_the_table_makes_no_answer_count_longer() throws Exception {
        instance.identities().session(Callers.cookie(ANN), instances.exchange());
        StoredItem item = table.itemsOf("identity:session:").getFirst();
        table.replace(item.key(), item.value());
        clock.moveSeconds(60);

        instances.start().identities().session(Callers.cookie(ANN), instances.exchange());

        assertThat(services.asked()).hasSize(2);
    }

    @Test
    void an_eviction_that_cannot_be_read_evicts() throws Exception {
        instance.identities().session(Callers.cookie(ANN), instances.exchange());
        clock.moveSeconds(5);
        post("/api/v1/auth/sign-out", "{}");
        clock.moveSeconds(5);
        instance.identities().session(Callers.cookie(ANN), instances.exchange());
        StoredItem eviction = table.itemsOf("identity:evicted-session:").getFirst();
        table.replace(eviction.key(), new byte[] {1});

        instances.start().identities().session(Callers.cookie(ANN), instances.exchange());

        assertThat(services.asked()).hasSize(3);
    }
}
