package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.Outcomes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.testing.Words;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Internal callers": what is believed of a caller that knows the internal key. */
class InternalCallerTest {
    private static final String PRODUCTS = "/api/v1/products/list";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    @Test
    void is_believed_about_its_organization_but_not_about_a_user() {
        gateway.get(
                PRODUCTS, "X-Internal-Key", Platform.INTERNAL_KEY, "x-organization-id", "org-7", "X-User-Id", "ann");

        Headers headers = platform.theForwarded().headers();
        assertThat(headers.all("X-Organization-Id")).containsExactly("org-7");
        assertThat(headers.has("X-User-Id")).isFalse();
        assertThat(headers.all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
        assertThat(platform.calls()).hasSize(1);
    }

    @Test
    void hands_on_a_bearer_jwt_as_it_came_and_unverified() {
        gateway.get(PRODUCTS, "X-Internal-Key", Platform.INTERNAL_KEY, "Authorization", "Bearer a.b.c");

        assertThat(platform.theForwarded().headers().all("Authorization")).containsExactly("Bearer a.b.c");
    }

    @Test
    void hands_on_a_key_only_to_services_that_verify_keys_themselves() {
        gateway.get("/api/v1/mcp/tools", "X-Internal-Key", Platform.INTERNAL_KEY, "X-API-Key", "crow_any");
        assertThat(platform.theForwarded().headers().all("X-API-Key")).containsExactly("crow_any");

        platform.forgetCalls();
        gateway.get(PRODUCTS, "X-Internal-Key", Platform.INTERNAL_KEY, "X-API-Key", "crow_any");
        assertThat(platform.theForwarded().headers().has("X-API-Key")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a,b", "a, b", "a/b", "ä", "a+b", "a;b"})
    void with_an_organization_that_is_not_one_id_is_refused(String organizationId) {
        Response response =
                gateway.get(PRODUCTS, "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", organizationId);

        assertRefused(platform, response, 400, "X-Organization-Id is not one id");
    }

    @Test
    void with_two_organizations_is_refused() {
        Response response = gateway.get(
                PRODUCTS, "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", "a", "x-organization-id", "b");

        assertRefused(platform, response, 400, "X-Organization-Id is not one id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "the-internal-ke", "the-internal-key2", "THE-INTERNAL-KEY", "the-internal-key, x"})
    void with_a_wrong_key_is_anyone(String key) {
        assertRefused(
                platform,
                gateway.get(PRODUCTS, "X-Internal-Key", key, "X-Organization-Id", "org-7"),
                401,
                "Authentication required");
    }

    @Test
    void with_the_previous_key_is_one_while_a_rotation_is_on() {
        gateway.rotate(new PlatformSecrets(
                Secret.of("the-next-key"),
                Optional.of(Secret.of(Platform.INTERNAL_KEY)),
                Optional.empty(),
                Optional.empty()));

        assertThat(gateway.get(PRODUCTS, "X-Internal-Key", Platform.INTERNAL_KEY)
                        .status())
                .isEqualTo(200);
        assertThat(platform.theForwarded().headers().all("X-Internal-Key")).containsExactly("the-next-key");
    }

    @ParameterizedTest
    @Words("""
            /api/v1/auth/organization/list /api/v1/auth/onboarding/x /api/v1/auth/team-invitations/x
            /api/v1/users/health /api/v1/products/images/x
            """)
    void keeps_its_organization_on_every_chain(String target) {
        gateway.get(target, "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", "org-7");

        assertThat(platform.theForwarded().headers().all("X-Organization-Id")).containsExactly("org-7");
    }

    @Test
    void passes_the_chains_that_ask_for_nobody() {
        assertThat(gateway.post(
                                "/api/v1/auth/onboarding/callbacks/users",
                                "{}",
                                "X-Internal-Key",
                                Platform.INTERNAL_KEY)
                        .status())
                .isEqualTo(200);
    }
}
