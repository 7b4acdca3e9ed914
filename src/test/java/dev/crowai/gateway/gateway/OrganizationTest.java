package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.testing.Words;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Organization": whose data a caller may see. */
class OrganizationTest {
    private static final String PRODUCTS = "/api/v1/products/list";

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private Optional<String> forwarded(String name) {
        return platform.theForwarded().headers().first(name);
    }

    @Test
    void of_a_session_is_the_active_one() {
        gateway.get(PRODUCTS, "Cookie", "better-auth.session_token=ann.sig");

        assertThat(forwarded("X-Organization-Id")).contains(Platform.ACME);
        assertThat(platform.lookups("/api/v1/users/by-auth-id/ann")).isEmpty();
    }

    @Test
    void of_a_session_is_none_where_the_active_one_is_unknown_and_no_other_is_looked_for() {
        gateway.get("/api/v1/users/me", "Cookie", "better-auth.session_token=lost.sig");

        assertThat(forwarded("X-Organization-Id")).isEmpty();
        assertThat(platform.lookups("/api/v1/users/by-auth-id/bob")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "users/by-auth-id/ann, api-key, \"organizationId\":\"\"",
        "users/by-auth-id/bob, session, \"organizationId\":\"\"",
    })
    void that_a_row_names_by_an_empty_id_is_none(String path, String caller, String member) {
        platform.on("/api/v1/" + path, _ -> Response.json(200, "{\"id\":\"u\"," + member + "}"));

        if (caller.equals("session")) {
            gateway.get("/api/v1/users/me", "Cookie", "better-auth.session_token=bob.sig");
        } else {
            gateway.get("/api/v1/users/by-auth-id/ann", "X-API-Key", "crow_own");
        }

        assertThat(forwarded("X-Organization-Id")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Cookie,better-auth.session_token=new.sig", "X-API-Key,crow_new"})
    void may_be_missing_while_a_user_is_being_onboarded(String name, String value) {
        assertThat(gateway.get("/api/v1/users/by-auth-id/newcomer", name, value).status())
                .isEqualTo(200);

        assertThat(forwarded("X-User-Id")).contains("newcomer");
        assertThat(forwarded("X-Organization-Id")).isEmpty();
    }

    @Test
    void of_a_key_is_the_one_that_its_metadata_and_its_owner_agree_on() {
        gateway.get(PRODUCTS, "X-API-Key", "crow_ann");

        assertThat(forwarded("X-Organization-Id")).contains(Platform.ACME);
        assertThat(platform.lookups("/api/v1/users/by-auth-id/ann")).hasSize(1);
    }

    @Test
    void of_a_key_without_metadata_is_its_owners() {
        gateway.get(PRODUCTS, "X-API-Key", "crow_own");

        assertThat(forwarded("X-Organization-Id")).contains(Platform.ACME);
    }

    @ParameterizedTest
    @CsvSource({
        "ba-acme, " + Platform.ACME,
        Platform.ACME + ", ba-acme",
        "ba-acme, ba-acme",
    })
    void of_a_key_may_be_named_by_either_of_its_ids(String claimed, String row) {
        platform.addKey("crow_mixed", "ann", "{\"organizationId\":\"" + claimed + "\"}");
        platform.setRow("ann", row);

        gateway.get(PRODUCTS, "X-API-Key", "crow_mixed");

        assertThat(forwarded("X-Organization-Id")).contains(Platform.ACME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ba-beta\"",
                "\"ba-nowhere\"",
                "\"a b\"",
                "\"" + Platform.ACME + "\\n\"",
                "\"\"",
                "7",
                "true",
                "{}",
                "[]",
            })
    void that_a_key_names_by_anything_but_its_owners_is_refused(String claimed) {
        platform.addKey("crow_odd", "ann", "{\"organizationId\":" + claimed + "}");

        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_odd").status()).isEqualTo(403);
        assertThat(platform.forwarded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "[]", "7", "true"})
    void of_a_key_cannot_be_read_from_metadata_that_is_no_object(String metadata) {
        platform.addKey("crow_odd", "ann", metadata);

        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_odd").status()).isEqualTo(502);
        assertThat(platform.forwarded()).isEmpty();
    }

    @Test
    void of_which_a_key_names_a_megabyte_is_not_remembered() {
        StoreDouble table = new StoreDouble(gateway.clock());
        gateway.on(table, table);
        platform.addKey("crow_large", "ann", "{\"organizationId\":\"" + "x".repeat(1_000_000) + "\"}");

        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_large").status()).isEqualTo(403);

        assertThat(table.written()).isNotEmpty().allMatch(item -> item.size() < 1_000);
    }

    @Test
    void of_a_jwt_may_be_named_by_its_auth_id() {
        gateway.get(
                PRODUCTS,
                "Authorization",
                "Bearer " + platform.jwt("ann", jwt -> jwt.withClaim("organizationId", "ba-acme")));

        assertThat(forwarded("X-Organization-Id")).contains(Platform.ACME);
    }

    @Test
    void of_a_jwt_with_an_empty_one_is_its_users() {
        gateway.get(
                PRODUCTS, "Authorization", "Bearer " + platform.jwt("ann", jwt -> jwt.withClaim("organizationId", "")));

        assertThat(forwarded("X-Organization-Id")).contains(Platform.ACME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crow_forged", "crow_odd", "crow_nobody"})
    void that_a_key_claims_without_being_a_member_is_refused(String key) {
        Response response = gateway.get(PRODUCTS, "X-API-Key", key);

        assertThat(response.status()).isEqualTo(403);
        assertThat(platform.forwarded()).isEmpty();
    }

    @Test
    void that_a_client_names_is_never_believed() {
        gateway.get(
                PRODUCTS,
                "Cookie",
                "better-auth.session_token=ann.sig",
                "X-Organization-Id",
                Platform.BETA,
                "x-organization-id",
                Platform.BETA,
                "X_ORGANIZATION_ID",
                Platform.BETA,
                "X-USER-ID",
                "bob");

        Headers headers = platform.theForwarded().headers();
        assertThat(headers.all("X-Organization-Id")).containsExactly(Platform.ACME);
        assertThat(headers.all("X-User-Id")).containsExactly("ann");
        assertThat(headers.names()).doesNotContain("x_organization_id");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void cannot_be_found_when_a_service_refuses_the_gateway(int status) {
        platform.on("/api/v1/organizations/by-auth-id/ba-acme", _ -> Response.json(status, "{}"));

        assertThat(gateway.get(PRODUCTS, "Cookie", "better-auth.session_token=ann.sig")
                        .status())
                .isEqualTo(503);
        assertThat(platform.forwarded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":null}", "{\"id\":7}", "{\"id\":\"a,b\"}", "{\"id\":\"a\\r\\nX: y\"}"})
    void that_is_no_id_is_a_bad_gateway(String body) {
        platform.on("/api/v1/organizations/by-auth-id/ba-acme", _ -> Response.json(200, body));

        assertThat(gateway.get(PRODUCTS, "Cookie", "better-auth.session_token=ann.sig")
                        .status())
                .isEqualTo(502);
        assertThat(platform.forwarded()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/auth/onboarding/start,false",
        "/api/v1/auth/team-invitations/abc,true",
        "/api/v2/auth/team-invitations/abc/accept,true",
    })
    void is_looked_up_on_the_auth_chains_that_need_it(String target, boolean resolved) {
        gateway.post(target, "{}", "Cookie", "better-auth.session_token=ann.sig");

        assertThat(forwarded("X-User-Id")).contains("ann");
        assertThat(forwarded("X-Organization-Id").isPresent()).isEqualTo(resolved);
        assertThat(forwarded("Authorization")).isPresent();
    }

    @ParameterizedTest
    @Words("""
            /api/v1/auth/sign-in/email /api/v1/auth /api/v1/auth/jwt/verify /api/v1/auth/api-key/verify
            /api/v1/better-auth/x /api/v1/billing/webhook
            """)
    void nor_identity_is_looked_up_where_nobody_is_asked_for(String target) {
        gateway.send(
                Method.POST,
                target,
                Body.of("{}"),
                "Cookie",
                "better-auth.session_token=ann.sig",
                "Authorization",
                "Bearer " + platform.jwt("ann"),
                "X-API-Key",
                "crow_ann");

        assertThat(platform.calls()).hasSize(1);
        Headers headers = platform.theForwarded().headers();
        assertThat(headers.has("X-User-Id")).isFalse();
        assertThat(headers.has("X-Organization-Id")).isFalse();
        assertThat(headers.has("Authorization")).isFalse();
        assertThat(headers.has("X-API-Key")).isFalse();
    }
}
