package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SPEC "Identity": ids that services give are 1–128 of {@code A-Za-z0-9._-}; an empty one counts as none. */
class ServiceIdsTest {
    private static final String OWN = "/api/v1/users/by-auth-id/ann";
    private static final String GET_SESSION = "/api/v1/auth/get-session";
    private static final String VERIFY = "/api/v1/auth/api-key/verify";
    private static final String ORGANIZATION = "/api/v1/organizations/by-auth-id/ba-acme";
    private static final String USER = "/api/v1/users/by-auth-id/ann";
    private static final String[] COOKIE = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String[] KEY = {"X-API-Key", "crow_own"};

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    /** Where services give ids: the path that is asked, its response with {@code %s} for the id, and who calls. */
    static Stream<Arguments> places() {
        return Stream.of(
                Arguments.of(GET_SESSION, "{\"user\":{\"id\":\"%s\"},\"session\":{}}", COOKIE),
                Arguments.of(
                        GET_SESSION,
                        "{\"user\":{\"id\":\"ann\"},\"session\":{\"activeOrganizationId\":\"%s\"}}",
                        COOKIE),
                Arguments.of(Platform.ACTIVE_MEMBER, "{\"organizationId\":\"%s\"}", COOKIE),
                Arguments.of(Platform.ACTIVE_MEMBER, "{\"organizationId\":\"ba-acme\",\"id\":\"%s\"}", COOKIE),
                Arguments.of(ORGANIZATION, "{\"id\":\"%s\"}", COOKIE),
                Arguments.of(VERIFY, "{\"valid\":true,\"key\":{\"userId\":\"%s\",\"metadata\":null}}", KEY),
                Arguments.of(VERIFY, "{\"valid\":true,\"key\":{\"id\":\"%s\",\"userId\":\"ann\"}}", KEY),
                Arguments.of(USER, "{\"id\":\"%s\",\"organizationId\":null}", KEY),
                Arguments.of(USER, "{\"id\":\"u\",\"organizationId\":\"%s\"}", KEY));
    }

    private void answer(String path, String json, String id) {
        platform.on(path, _ -> Response.json(200, json.replace("%s", id)).with("set-auth-jwt", platform.jwt("ann")));
    }

    @ParameterizedTest
    @MethodSource("places")
    void an_id_that_is_none_is_a_bad_gateway_and_nothing_of_it_is_remembered(
            String path, String json, String[] caller) {
        StoreDouble table = new StoreDouble(gateway.clock());
        gateway.on(table, table);
        for (String id : new String[] {"a b", "a\\r\\nX: y", "a/b", "x".repeat(129), "ä"}) {
            answer(path, json, id);

            assertThat(gateway.get(OWN, caller).status()).as(id).isEqualTo(502);
        }
        assertThat(platform.forwarded()).isEmpty();
        assertThat(platform.lookups(path)).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("places")
    void an_id_is_never_a_fault_of_the_gateway_when_it_is_empty(String path, String json, String[] caller) {
        answer(path, json, "");

        int status = gateway.get(OWN, caller).status();

        assertThat(status).isEqualTo(expectedForEmpty(path, json));
    }

    /** No user is no session or a key of nobody; no organization is a caller without one; no id of a membership: 502. */
    private static int expectedForEmpty(String path, String json) {
        if (path.equals(Platform.ACTIVE_MEMBER) && !json.contains("ba-acme")) {
            return 502;
        }
        if (path.equals(GET_SESSION) && json.contains("\"id\":\"%s\"")) {
            return 401;
        }
        return path.equals(VERIFY) && json.contains("\"userId\":\"%s\"") ? 403 : 200;
    }

    @Test
    void an_id_may_hold_dots_and_128_characters() {
        String id = "a.B_c-9" + "x".repeat(121);
        answer(GET_SESSION, "{\"user\":{\"id\":\"%s\"},\"session\":{}}", id);

        assertThat(gateway.get("/api/v1/users/me", COOKIE).status()).isEqualTo(200);
        assertThat(platform.theForwarded().headers().all("X-User-Id")).containsExactly(id);
    }
}
