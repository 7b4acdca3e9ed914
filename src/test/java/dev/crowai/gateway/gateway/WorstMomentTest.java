package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Dependencies that fail at the worst moment: nobody gets an identity or a response that is no longer right. */
class WorstMomentTest {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";
    private static final String SIGN_OUT = "/api/v1/auth/sign-out";
    private static final String GET_SESSION = "/api/v1/auth/get-session";
    private static final String VERIFY = "/api/v1/auth/api-key/verify";
    private static final String SIGN_IN = "/api/v1/auth/sign-in/anonymous";

    private final StoreDouble store = new StoreDouble(InstantSource.fixed(Fleet.START));
    private final Fleet fleet = Fleet.on(store, store);
    private final Platform platform = fleet.platform();
    private final TestGateway one = fleet.start();
    private final TestGateway other = fleet.start();

    private static String body(Response response) {
        return response.body().utf8().orElse("");
    }

    /** Does something once, in the middle of the next lookup of a session, before the auth service responds. */
    private void duringTheNextLookup(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        platform.delayed(call -> {
            if (call.uri().getPath().equals(GET_SESSION) && !done.getAndSet(true)) {
                action.run();
            }
        });
    }

    /** The auth service has read the session, and responds only after the sign-out. */
    private void respondToLookupsAsBefore() {
        Platform before = new Platform(InstantSource.fixed(Fleet.START));
        platform.on(GET_SESSION, before::send).on(Platform.ACTIVE_MEMBER, before::send);
    }

    @Test
    void a_session_that_was_read_before_a_sign_out_is_not_used_after_it() {
        duringTheNextLookup(() -> {
            platform.signOut("ann.sig");
            one.post(SIGN_OUT, "{}", ANN);
        });
        respondToLookupsAsBefore();
        one.get(PRODUCTS, ANN);
        platform.on(GET_SESSION, _ -> Response.json(200, "null"));
        fleet.advance(Duration.ofSeconds(3));

        assertThat(one.get(PRODUCTS, ANN).status()).isEqualTo(401);
        assertThat(fleet.start().get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void a_session_that_another_instance_reads_during_a_sign_out_is_used_there_for_half_a_minute_at_most() {
        duringTheNextLookup(() -> {
            platform.signOut("ann.sig");
            one.post(SIGN_OUT, "{}", ANN);
        });
        respondToLookupsAsBefore();
        other.get(PRODUCTS, ANN);
        platform.on(GET_SESSION, _ -> Response.json(200, "null"));
        fleet.advance(Duration.ofSeconds(30));

        assertThat(other.get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void a_sign_out_that_gets_no_response_ends_what_is_remembered() {
        one.get(PRODUCTS, ANN);
        platform.signOut("ann.sig");
        platform.onForward(_ -> {
            throw Platform.failure(FailureKind.TIMEOUT);
        });

        assertThat(one.post(SIGN_OUT, "{}", ANN).status()).isEqualTo(504);

        assertThat(one.get(PRODUCTS, ANN).status()).isEqualTo(401);
        assertThat(other.get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void a_response_that_was_read_before_a_write_is_not_used_although_it_was_stored_after() {
        AtomicBoolean written = new AtomicBoolean();
        platform.onForward(call -> {
            if (call.method().isRead() && !written.getAndSet(true)) {
                other.post(PRODUCTS, "{}", ANN);
                return Response.json(200, "{\"n\":1}");
            }
            return Response.json(200, "{\"n\":2}");
        });
        one.get(PRODUCTS, ANN);

        assertThat(body(one.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
        assertThat(body(other.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
    }

    @Test
    void a_store_that_fails_between_a_write_and_the_next_response_leaves_nothing_old() {
        platform.onForward(Response.json(200, "{\"n\":1}"));
        one.get(PRODUCTS, ANN);
        one.post(PRODUCTS, "{}", ANN);
        store.failNext(1, "put");
        platform.onForward(Response.json(200, "{\"n\":2}"));
        one.get(PRODUCTS, ANN);
        store.mend();
        fleet.advance(Duration.ofSeconds(1));

        assertThat(body(one.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
        assertThat(body(other.get(PRODUCTS, ANN))).isEqualTo("{\"n\":2}");
    }

    @Test
    void an_anonymous_sign_in_that_fails_half_way_begins_no_second_session() {
        platform.fail(GET_SESSION, FailureKind.TIMEOUT);
        assertThat(one.get(QUESTIONS).status()).isEqualTo(200);
        platform.on(GET_SESSION, new Platform(InstantSource.fixed(Fleet.START))::send);
        fleet.advance(Duration.ofSeconds(5));
        platform.forgetCalls();

        assertThat(one.get(QUESTIONS).status()).isEqualTo(200);
        assertThat(platform.lookups(SIGN_IN)).isEmpty();
        assertThat(platform.theForwarded().headers().has("Authorization")).isTrue();
    }

    @Test
    void internal_callers_are_served_while_the_auth_service_is_left_alone() {
        platform.fail(GET_SESSION, FailureKind.UNREACHABLE).fail(Platform.ACTIVE_MEMBER, FailureKind.UNREACHABLE);
        for (int i = 0; i < 3; i++) {
            assertThat(one.get(PRODUCTS, ANN).status()).isEqualTo(503);
        }
        String[] internal = {"X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", Platform.ACME};

        assertThat(one.get(PRODUCTS, internal).status()).isEqualTo(200);
    }

    @Test
    void a_remembered_caller_is_served_while_the_auth_service_is_left_alone() {
        one.get(PRODUCTS, ANN);
        platform.fail(GET_SESSION, FailureKind.UNREACHABLE).fail(Platform.ACTIVE_MEMBER, FailureKind.UNREACHABLE);
        for (int i = 0; i < 3; i++) {
            assertThat(one.get(PRODUCTS, "Cookie", "better-auth.session_token=bob.sig")
                            .status())
                    .isEqualTo(503);
        }

        assertThat(one.get(PRODUCTS, ANN).status()).isEqualTo(200);
    }

    @Test
    void an_identity_of_a_membership_lookup_that_failed_is_not_remembered() {
        platform.fail(Platform.ACTIVE_MEMBER, FailureKind.TIMEOUT);
        assertThat(one.get(PRODUCTS, ANN).status()).isEqualTo(503);
        platform.on(Platform.ACTIVE_MEMBER, new Platform(InstantSource.fixed(Fleet.START))::send);

        assertThat(one.get(PRODUCTS, ANN).status()).isEqualTo(200);
        assertThat(platform.theForwarded().headers().first("X-Organization-Id")).contains(Platform.ACME);
    }

    @Test
    void a_key_that_was_verified_before_it_was_deleted_is_not_used_after_it() {
        AtomicBoolean done = new AtomicBoolean();
        platform.delayed(call -> {
            if (call.uri().getPath().equals(VERIFY) && !done.getAndSet(true)) {
                one.post("/api/v1/auth/api-key/delete", "{\"keyId\":\"k1\"}", ANN);
            }
        });
        one.get(PRODUCTS, "X-API-Key", "crow_ann");
        platform.on(VERIFY, _ -> Response.json(401, "{\"valid\":false}"));
        fleet.advance(Duration.ofSeconds(3));

        assertThat(one.get(PRODUCTS, "X-API-Key", "crow_ann").status()).isEqualTo(401);
        assertThat(other.get(PRODUCTS, "X-API-Key", "crow_ann").status()).isEqualTo(401);
    }

    @Test
    void a_membership_that_was_read_before_its_removal_is_not_used_after_it() {
        platform.onForward(Response.json(200, "{\"member\":{\"userId\":\"ann\"}}"));
        duringTheNextLookup(() -> {
            one.post("/api/v1/auth/organization/remove-member", "{}", "Cookie", "better-auth.session_token=bob.sig");
            platform.setMemberships("ann");
        });
        respondToLookupsAsBefore();
        one.get(PRODUCTS, ANN);
        platform.on(Platform.ACTIVE_MEMBER, _ -> Response.json(400, "{}"));
        fleet.advance(Duration.ofSeconds(3));

        assertThat(one.get(PRODUCTS, ANN).status()).isEqualTo(403);
        assertThat(other.get(PRODUCTS, ANN).status()).isEqualTo(403);
    }

    @Test
    void a_key_is_never_served_without_its_organization_while_the_user_service_is_left_alone() {
        platform.fail("/api/v1/users/by-auth-id/ann", FailureKind.UNREACHABLE);
        for (int i = 0; i < 4; i++) {
            assertThat(one.get(PRODUCTS, "X-API-Key", "crow_ann").status()).isEqualTo(503);
        }

        assertThat(platform.forwarded()).isEmpty();
    }
}
