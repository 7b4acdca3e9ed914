package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SPEC "Identity": what the gateway's own calls to the auth, organization and user services carry.
 *
 * <p>See SPEC "Lookups".
 */
class LookupHeadersTest {
    private static final String PRODUCTS = "/api/v1/products/x";
    private static final String COOKIE = "better-auth.session_token=";
    private static final String PSEUDO = "fd[0-9a-f]{2}(:[0-9a-f]{4}){3}::";

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private String addressAt(String path) {
        List<String> addresses = platform.lookups(path).getFirst().headers().all("X-Forwarded-For");
        assertThat(addresses).hasSize(1);
        return addresses.getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "ann.sig, /api/v1/auth/get-session",
        "ann.sig, /api/v1/auth/organization/get-active-member",
        "bob.sig, /api/v1/auth/organization/list",
    })
    void a_lookup_with_a_session_comes_from_the_sessions_own_address(String session, String path) {
        gateway.get(PRODUCTS, "Cookie", COOKIE + session);

        assertThat(addressAt(path)).matches(PSEUDO);
    }

    @Test
    void the_token_of_a_session_is_asked_for_from_the_sessions_own_address() {
        platform.on("/api/v1/auth/get-session", _ -> Response.json(200, "{\"session\":{},\"user\":{\"id\":\"ann\"}}"));
        gateway.get(PRODUCTS, "Cookie", COOKIE + "ann.sig");

        assertThat(addressAt("/api/v1/auth/token")).isEqualTo(addressAt("/api/v1/auth/get-session"));
    }

    @Test
    void all_lookups_with_one_session_come_from_one_address_and_those_with_another_from_another() {
        gateway.get(PRODUCTS, "Cookie", COOKIE + "ann.sig");
        String ann = addressAt("/api/v1/auth/get-session");
        assertThat(addressAt(Platform.ACTIVE_MEMBER)).isEqualTo(ann);
        platform.forgetCalls();

        gateway.get(PRODUCTS, "Cookie", "theme=dark; " + COOKIE + "bob.sig");

        assertThat(addressAt("/api/v1/auth/get-session")).isNotEqualTo(ann);
    }

    @Test
    void a_key_is_verified_from_its_own_address() {
        gateway.get(PRODUCTS, "X-API-Key", "crow_ann");
        String own = addressAt("/api/v1/auth/api-key/verify");
        assertThat(own).matches(PSEUDO);
        platform.forgetCalls();

        gateway.get(PRODUCTS, "X-API-Key", "crow_own");

        assertThat(addressAt("/api/v1/auth/api-key/verify")).isNotEqualTo(own);
    }

    @Test
    void everything_else_comes_from_the_clients_address() {
        gateway.get("/api/v1/qna/x");
        gateway.get(PRODUCTS, "Cookie", COOKIE + "ann.sig");
        gateway.get(PRODUCTS, "Authorization", "Bearer " + platform.jwt("bob"));

        assertThat(List.of(
                        "/api/v1/auth/sign-in/anonymous",
                        "/api/v1/organizations/by-auth-id/ba-acme",
                        "/api/v1/users/by-auth-id/bob",
                        "/api/v1/auth/jwks"))
                .allSatisfy(path -> assertThat(addressAt(path)).isEqualTo(TestGateway.CLIENT));
    }

    @Test
    void a_forwarded_verification_comes_from_the_address_of_its_key() {
        gateway.get(PRODUCTS, "X-API-Key", "crow_ann");
        String own = addressAt("/api/v1/auth/api-key/verify");
        platform.forgetCalls();

        gateway.post("/api/v1/auth/api-key/verify", "{\"key\":\"crow_ann\"}");

        assertThat(platform.theForwarded().headers().all("X-Forwarded-For")).containsExactly(own);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"key\":\"\"}", "{\"key\":7}", "{\"key\":", "null"})
    void a_forwarded_verification_without_a_key_comes_from_the_clients_address(String body) {
        gateway.post("/api/v1/auth/api-key/verify", body);

        assertThat(platform.theForwarded().headers().all("X-Forwarded-For")).containsExactly(TestGateway.CLIENT);
    }

    @Test
    void other_forwarded_requests_come_from_the_clients_address() {
        gateway.post("/api/v1/auth/sign-in/email", "{\"key\":\"crow_ann\"}");

        assertThat(platform.theForwarded().headers().all("X-Forwarded-For")).containsExactly(TestGateway.CLIENT);
    }

    @Test
    void the_service_key_goes_with_lookups_by_auth_id_alone() {
        gateway.get(PRODUCTS, "Cookie", COOKIE + "bob.sig");
        gateway.get(PRODUCTS, "X-API-Key", "crow_ann");
        gateway.get(PRODUCTS, "Authorization", "Bearer " + platform.jwt("bob"));
        gateway.get("/api/v1/qna/x");

        assertThat(platform.lookups())
                .hasSizeGreaterThan(6)
                .allSatisfy(call -> assertThat(call.headers().all("X-Service-API-Key"))
                        .isEqualTo(
                                call.uri().getPath().contains("/by-auth-id/")
                                        ? List.of(Platform.SERVICE_KEY)
                                        : List.of()));
    }

    @Test
    void the_service_key_is_left_out_where_there_is_none() {
        gateway.rotate(new PlatformSecrets(
                Secret.of(Platform.INTERNAL_KEY), Optional.empty(), Optional.empty(), Optional.empty()));

        gateway.get(PRODUCTS, "Cookie", COOKIE + "ann.sig");

        assertThat(platform.lookups("/api/v1/organizations/by-auth-id/ba-acme")
                        .getFirst()
                        .headers()
                        .has("X-Service-API-Key"))
                .isFalse();
    }
}
