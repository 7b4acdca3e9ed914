package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.AuthCookies;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.testing.HandMovedClock;
import dev.crowai.gateway.testing.Words;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EvictIdentitiesTest {
    private static final String LAPTOP = "better-auth.session_token=laptopToken.signature";
    private static final String PHONE = "better-auth.session_token=phoneToken.signature";
    private static final String BOB = "better-auth.session_token=bobToken.signature";
    private static final String ANNS_KEY = "crow_annsKey";
    private static final String ANNS_OTHER_KEY = "crow_annsOtherKey";
    private static final Response DONE = Response.json(200, "{\"success\":true}");

    private final Instances instances = new Instances();
    private final HandMovedClock clock = instances.clock;
    private final ServicesDouble services = instances.services;
    private final Instances.Instance here = instances.start();

    @BeforeEach
    void every_caller_is_remembered() throws Exception {
        services.sessions.put(LAPTOP, Callers.session("ann", clock.instant()));
        services.sessions.put(PHONE, Callers.session("ann", clock.instant()));
        services.sessions.put(BOB, Callers.session("bob", clock.instant()));
        services.keys.put(ANNS_KEY, Callers.verifiedKey("key-1", "ann"));
        services.keys.put(ANNS_OTHER_KEY, Callers.verifiedKey("key-2", "ann"));
        services.users.put("ann", Callers.row("uuid-1"));
        askAbout(here);
        clock.moveSeconds(5);
    }

    private void askAbout(Instances.Instance instance) throws LookupException {
        for (String cookie : new String[] {LAPTOP, PHONE, BOB}) {
            instance.identities().session(Callers.cookie(cookie), instances.exchange());
        }
        for (String key : new String[] {ANNS_KEY, ANNS_OTHER_KEY}) {
            instance.identities().verify(Callers.key(key), instances.exchange());
        }
        instance.identities().userByAuthId("ann", instances.exchange());
    }

    private Exchange request(String path, String cookie, String body) {
        return Callers.to(Method.POST, path, Headers.of("Cookie", cookie), Body.of(body), clock);
    }

    /** What the services are asked when everybody comes again, a moment later. */
    private List<String> askedAgainBy(Instances.Instance instance) throws LookupException {
        clock.move(Duration.ofMillis(1));
        int before = services.asked().size();
        askAbout(instance);
        return services.asked().subList(before, services.asked().size());
    }

    @ParameterizedTest
    @Words("""
            /api/v1/auth/sign-out /api/v2/auth//Sign-Out/ /api/v1/better-auth/sign-out /api/v1/auth/sign%2Dout
            /api/v1/auth/organization/set-active
            """)
    void the_callers_own_session_is_forgotten_everywhere_at_once(String path) throws Exception {
        here.evict().handle(request(path, LAPTOP, "{}"), _ -> DONE);

        assertThat(askedAgainBy(here)).containsExactly("session " + LAPTOP);
    }

    @Test
    void another_instance_that_reads_the_store_knows_of_a_sign_out() throws Exception {
        here.evict().handle(request("/api/v1/auth/sign-out", LAPTOP, "{}"), _ -> DONE);

        assertThat(askedAgainBy(instances.start())).containsExactly("session " + LAPTOP);
    }

    @Test
    void a_sign_out_with_other_cookies_beside_it_ends_the_same_session() throws Exception {
        String header = "_ga=1; better-auth.session_token=laptopToken%2Esignature; better-auth.dont_remember=x";

        here.evict().handle(request("/api/v1/auth/sign-out", header, "{}"), _ -> DONE);

        assertThat(askedAgainBy(here)).containsExactly("session " + LAPTOP);
    }

    @ParameterizedTest
    @Words("""
            /api/v1/auth/revoke-session /api/v1/auth/revoke-sessions /api/v1/auth/revoke-other-sessions
            /api/v1/auth/change-password /api/v1/auth/reset-password /api/v1/auth/change-email
            /api/v1/auth/update-user /api/v1/auth/delete-user /api/v1/auth/organization/create
            /api/v1/auth/onboarding/complete /api/v1/auth/team-invitations/accept
            """)
    void everything_about_the_user_is_forgotten_everywhere_at_once(String path) throws Exception {
        here.evict().handle(request(path, LAPTOP, "{}"), _ -> DONE);

        String[] anns = {
            "session " + LAPTOP, "session " + PHONE, "verify " + ANNS_KEY, "verify " + ANNS_OTHER_KEY, "user ann"
        };
        assertThat(askedAgainBy(here)).containsExactly(anns);
        clock.move(Evictions.CLOCK_SKEW);
        assertThat(askedAgainBy(instances.start())).containsExactly(anns);
    }

    @Test
    void other_sessions_end_even_when_the_callers_own_was_not_remembered() throws Exception {
        String tablet = "better-auth.session_token=tabletToken.signature";
        services.sessions.put(tablet, Callers.session("ann", clock.instant()));

        here.evict().handle(request("/api/v1/auth/revoke-other-sessions", tablet, "{}"), _ -> DONE);

        assertThat(askedAgainBy(here)).contains("session " + LAPTOP, "session " + PHONE);
    }

    @Test
    void a_user_who_is_known_already_is_not_asked_about() throws Exception {
        Exchange exchange = request("/api/v1/auth/onboarding/start", "x=1", "{}")
                .withIdentity(new Identity.SessionUser(
                        "ann", new ActiveOrganization.None(), Callers.jwt("ann", clock.instant())));
        int before = services.asked().size();

        here.evict().handle(exchange, _ -> DONE);

        assertThat(services.asked()).hasSize(before);
        assertThat(askedAgainBy(here)).contains("session " + LAPTOP, "session " + PHONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/auth/api-key/update", "/api/v1/auth/API-Key/delete/"})
    void a_changed_key_is_forgotten_everywhere_by_its_id(String path) throws Exception {
        here.evict().handle(request(path, LAPTOP, "{\"keyId\":\"key-1\"}"), _ -> DONE);

        assertThat(askedAgainBy(here)).containsExactly("verify " + ANNS_KEY);
        clock.move(Evictions.CLOCK_SKEW);
        assertThat(askedAgainBy(instances.start())).containsExactly("verify " + ANNS_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"keyId\":7}", "[", "null"})
    void a_key_change_that_names_no_key_passes_and_evicts_nothing(String body) throws Exception {
        Response response = here.evict().handle(request("/api/v1/auth/api-key/delete", LAPTOP, body), _ -> DONE);

        assertThat(response).isEqualTo(DONE);
        assertThat(askedAgainBy(here)).isEmpty();
    }

    /** Anybody may send such a body, up to the 6 MB of an invocation. As a tree it takes 35 times its size. */
    @Test
    void a_large_body_of_a_key_change_takes_little_memory_and_its_key_is_forgotten() throws Exception {
        String body = "{\"a\":[" + "{},".repeat(1_000_000) + "{}],\"keyId\":\"key-1\"}";
        Exchange exchange = request("/api/v1/auth/api-key/update", LAPTOP, body);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();

        here.evict().handle(exchange, _ -> DONE);

        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(4L * body.length());
        assertThat(askedAgainBy(here)).containsExactly("verify " + ANNS_KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"keyId\":\"key-2\",\"keyId\":\"key-1\"}",
                "{\"keyId\":{\"keyId\":\"key-2\"},\"keyId\":\"key-1\"}",
                "{\"a\":{\"keyId\":\"key-2\"},\"keyId\":\"key-1\",\"b\":[{\"keyId\":\"key-2\"}]}"
            })
    void the_last_key_id_of_the_object_itself_counts(String body) throws Exception {
        here.evict().handle(request("/api/v1/auth/api-key/update", LAPTOP, body), _ -> DONE);

        assertThat(askedAgainBy(here)).containsExactly("verify " + ANNS_KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 429})
    void a_refusal_of_the_service_evicts_nothing(int status) throws Exception {
        here.evict().handle(request("/api/v1/auth/revoke-sessions", LAPTOP, "{}"), _ -> Response.of(status));

        assertThat(askedAgainBy(here)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 504})
    void an_unknown_outcome_counts_as_done(int status) throws Exception {
        here.evict().handle(request("/api/v1/auth/sign-out", LAPTOP, "{}"), _ -> Response.of(status));

        assertThat(askedAgainBy(here)).containsExactly("session " + LAPTOP);
    }

    @Test
    void without_the_store_the_answer_goes_out_and_this_instance_forgets() throws Exception {
        instances.table.fail();
        Exchange exchange = request("/api/v1/auth/sign-out", LAPTOP, "{}");

        Response response = here.evict().handle(exchange, _ -> DONE);

        assertThat(response).isEqualTo(DONE);
        assertThat(exchange.record().snapshot().results()).contains(Result.Eviction.LOCAL);
        instances.table.mend();
        assertThat(askedAgainBy(here)).containsExactly("session " + LAPTOP);
    }

    @Test
    void without_the_store_other_instances_forget_within_a_minute() throws Exception {
        instances.table.fail();
        here.evict().handle(request("/api/v1/auth/sign-out", LAPTOP, "{}"), _ -> DONE);
        services.sessions.remove(LAPTOP);
        instances.table.mend();
        RememberedIdentities there = instances.start().identities();

        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(60).minusMillis(1)));
        assertThat(there.session(Callers.cookie(LAPTOP), instances.exchange())).isPresent();
        clock.moveTo(HandMovedClock.START.plus(Duration.ofSeconds(60)));

        assertThat(there.session(Callers.cookie(LAPTOP), instances.exchange())).isEmpty();
    }

    @Test
    void an_auth_service_that_does_not_say_whose_session_it_is_keeps_nothing_from_passing() throws Exception {
        services.gate(_ -> {
            throw ServicesDouble.failure();
        });
        String unknown = "better-auth.session_token=unknownToken.signature";
        Exchange exchange = request("/api/v1/auth/change-password", unknown, "{}");

        Response response = here.evict().handle(exchange, _ -> DONE);

        assertThat(response).isEqualTo(DONE);
        assertThat(exchange.record().snapshot().results()).contains(Result.Degradation.EVICTION_USER);
    }

    @Test
    void the_eviction_is_stored_before_the_answer_returns_and_after_the_service_has_answered() {
        instances.table.forgetCalls();

        here.evict().handle(request("/api/v1/auth/sign-out", LAPTOP, "{}"), _ -> {
            assertThat(instances.table.calls()).isEmpty();
            return DONE;
        });

        assertThat(instances.table.calls()).containsExactly("put");
    }

    @Test
    void what_a_fresh_lookup_says_after_an_eviction_is_remembered() throws Exception {
        here.evict().handle(request("/api/v1/auth/organization/set-active", LAPTOP, "{}"), _ -> DONE);
        clock.move(Evictions.CLOCK_SKEW.plusMillis(1));
        Credential.SessionCookie laptop = Callers.cookie(LAPTOP);
        here.identities().session(laptop, instances.exchange());
        instances.start().identities().session(laptop, instances.exchange());

        assertThat(Collections.frequency(services.asked(), "session " + LAPTOP)).isEqualTo(2);
    }

    @Test
    void an_instance_that_knows_whose_a_session_is_sees_its_eviction_in_one_round_trip() throws Exception {
        Instances.Instance there = instances.start();
        askAbout(there);
        here.evict().handle(request("/api/v1/auth/revoke-other-sessions", LAPTOP, "{}"), _ -> DONE);
        clock.moveSeconds(31);
        instances.table.forgetCalls();

        there.identities().session(Callers.cookie(PHONE), instances.exchange());

        assertThat(Collections.frequency(services.asked(), "session " + PHONE)).isEqualTo(2);
        assertThat(instances.table.calls()).containsExactly("get", "put");
    }

    @Test
    void a_sign_out_with_a_crowd_of_cookies_writes_no_crowd_of_evictions() {
        String crowd = String.join(
                "; ",
                IntStream.range(0, 200)
                        .mapToObj(i -> "better-auth.session_token=t" + i)
                        .toList());
        instances.table.forgetCalls();

        here.evict().handle(request("/api/v1/auth/sign-out", LAPTOP + "; " + crowd, "{}"), _ -> DONE);

        assertThat(instances.table.calls()).hasSize(AuthCookies.MOST_SESSIONS);
    }

    @Test
    void requests_of_other_services_and_without_cookies_evict_nothing() throws Exception {
        instances.table.forgetCalls();
        here.evict().handle(request("/api/v1/users/sign-out", LAPTOP, "{}"), _ -> DONE);
        here.evict().handle(request("/api/v1/auth/sign-out", "x=1", "{}"), _ -> DONE);

        assertThat(instances.table.calls()).isEmpty();
        assertThat(askedAgainBy(here)).isEmpty();
    }
}
