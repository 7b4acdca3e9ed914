package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.UpstreamException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SPEC "Access rules": a session is read anew before a rule about the own organization refuses it. */
class AccessRevalidationTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String GET_SESSION = "/api/v1/auth/get-session";
    private static final String GET_ACTIVE_MEMBER = "/api/v1/auth/organization/get-active-member";
    private static final String CONTEXT_OF_BETA = "/api/v1/organizations/" + Platform.BETA + "/context";

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private Response get(String path) {
        return gateway.get(path, "Cookie", ANN);
    }

    /** Another instance lets Ann choose Beta, of which she is a member too. */
    private void annChoosesBetaElsewhere() {
        String session = """
                {"session":{"expiresAt":"2027-01-01T00:00:00Z","activeOrganizationId":"ba-beta"},"user":{"id":"ann"}}""";
        platform.on(GET_SESSION, _ -> Response.json(200, session).with("set-auth-jwt", platform.jwt("ann")));
        platform.on(
                GET_ACTIVE_MEMBER,
                _ -> Response.json(200, "{\"id\":\"m\",\"userId\":\"ann\",\"organizationId\":\"ba-beta\"}"));
    }

    @Test
    void an_organization_that_was_chosen_on_another_instance_is_the_callers_own_at_once() {
        get("/api/v1/products");
        gateway.advance(Duration.ofSeconds(6));
        annChoosesBetaElsewhere();

        assertThat(get(CONTEXT_OF_BETA).status()).isEqualTo(200);
        assertThat(platform.forwarded().getLast().headers().all("X-Organization-Id"))
                .containsExactly(Platform.BETA);
    }

    @Test
    void a_session_is_read_anew_at_most_once_in_five_seconds() {
        get("/api/v1/products");
        gateway.advance(Duration.ofSeconds(6));
        platform.forgetCalls();
        for (int i = 0; i < 10; i++) {
            assertThat(get(CONTEXT_OF_BETA).status()).isEqualTo(403);
        }
        assertThat(platform.lookups(GET_SESSION)).hasSize(1);

        gateway.advance(Duration.ofSeconds(6));
        assertThat(get(CONTEXT_OF_BETA).status()).isEqualTo(403);
        assertThat(platform.lookups(GET_SESSION)).hasSize(2);
    }

    @Test
    void no_session_is_read_anew_for_a_rule_about_anything_else() {
        get("/api/v1/products");
        gateway.advance(Duration.ofSeconds(6));
        platform.forgetCalls();

        assertThat(get("/api/v1/users").status()).isEqualTo(403);
        assertThat(get("/api/v1/users/by-auth-id/bob").status()).isEqualTo(403);
        assertThat(get("/api/v1/users/row-bob").status()).isEqualTo(403);
        assertThat(platform.lookups(GET_SESSION)).isEmpty();
    }

    @Test
    void a_session_that_turns_out_to_have_ended_no_longer_counts() {
        get("/api/v1/products");
        gateway.advance(Duration.ofSeconds(6));
        platform.signOut("ann.sig");

        assertThat(get(CONTEXT_OF_BETA).status()).isEqualTo(403);
        assertThat(get("/api/v1/products").status()).isEqualTo(401);
    }

    @Test
    void a_session_that_cannot_be_read_anew_is_the_dependencys_failure() {
        get("/api/v1/products");
        gateway.advance(Duration.ofSeconds(6));
        platform.fail(GET_SESSION, UpstreamException.FailureKind.TIMEOUT);

        assertThat(get(CONTEXT_OF_BETA).status()).isEqualTo(503);
        assertThat(platform.forwarded()).hasSize(1);
    }
}
