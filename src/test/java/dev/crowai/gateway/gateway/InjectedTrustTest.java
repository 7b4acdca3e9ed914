package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "What the injected trust must not open". */
class InjectedTrustTest {
    private static final String ANN = "better-auth.session_token=ann.sig";

    private final TestGateway gateway = new TestGateway();

    private int status(Method method, String target, String... headers) {
        return gateway.send(method, target, Body.EMPTY, headers).status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/auth/api-key/system-token",
                "/api/v9/auth/api-key/system-token",
                "/api/v1/auth/api-key/system-token/",
                "/api/v1/auth/api-key/system-token/more",
                "/api/v1/auth//api-key//system-token",
                "/api/v1/auth/API-KEY/System-Token",
                "/api/v1/auth/api-key%2Fsystem-token",
                "/api/v1/auth/api-key%252Fsystem-token",
                "/api/v1/auth/api-key%25252Fsystem-token",
                "/api/v1/auth/%61pi-key/system%2Dtoken",
                "/api/v1/auth/api-key;a=b/system-token;c",
                "/api/v1/auth/%20api-key/system-token",
                "/api/v1/better-auth/api-key/system-token",
                "/api/v1/auth/onboarding/callbacks/users",
                "/api/v1/auth/onboarding/callbacks",
                "/api/v1/auth/onboarding//callbacks/x",
                "/api/v1/auth/Onboarding/Callbacks/x",
                "/api/v1/auth/onboarding%2fcallbacks/x",
                "/api/v1/auth/x%2525252525y",
                "/api/v1/auth/%FF",
            })
    void closes_what_is_meant_for_services(String target) {
        for (Method method : new Method[] {Method.GET, Method.POST, Method.DELETE, Method.OPTIONS}) {
            assertThat(status(method, target, "Cookie", ANN)).isEqualTo(403);
        }
        assertThat(gateway.platform().forwarded()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/users/by-auth-id/ann,200",
        "/api/v2/users/by-auth-id/ann,200",
        "/api/v1/organizations/by-auth-id/ba-acme,200",
        "/api/v1/users/by-auth-id/bob,403",
        "/api/v1/users/by-auth-id/ANN,403",
        "/api/v1/users/by-auth-id/ann/,403",
        "/api/v1/users/by-auth-id/ann/more,403",
        "/api/v1/users/by-auth-id//ann,403",
        "/api/v1/users//by-auth-id/ann,403",
        "/api/v1/users/By-Auth-Id/ann,403",
        "/api/v1/users/by-auth-id/%61nn,403",
        "/api/v1/users/by-auth-id%2Fbob,403",
        "/api/v1/users/by-auth-id%252Fbob,403",
        "/api/v1/users/by-auth-id,403",
        "/api/v1/users/by-auth-id/,403",
        "/api/v1/users/by%2Dauth%2Did/bob,403",
        "/api/v1/users/x%FFy,403",
        "/api/v1/organizations/by-auth-id/ba-beta,403",
        "/api/v1/organizations/by-auth-id/ba-acme/,403",
        "/api/v1/organizations//by-auth-id/ba-acme,403",
        "/api/v1/organizations/by-auth-id/4a1c555d-0000-4000-8000-d5d032a3c889,403",
        "/api/v1/users/search,200",
        "/api/v1/users,200",
        "/api/v1/users/100%25,200",
        "/api/v1/organizations/4a1c555d-0000-4000-8000-d5d032a3c889/members,200",
        "/api/v1/products/by-auth-id/bob,200",
    })
    void lets_a_session_look_up_itself_alone(String target, int expected) {
        assertThat(status(Method.GET, target, "Cookie", ANN)).isEqualTo(expected);
        assertThat(gateway.platform().forwarded()).hasSize(expected == 200 ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"GET"},
            mode = EnumSource.Mode.EXCLUDE)
    void lets_nobody_do_more_than_read(Method method) {
        assertThat(status(method, "/api/v1/users/by-auth-id/ann", "Cookie", ANN)).isEqualTo(403);
        assertThat(status(method, "/api/v1/organizations/by-auth-id/ba-acme", "Cookie", ANN))
                .isEqualTo(403);
        assertThat(gateway.platform().forwarded()).isEmpty();
    }

    @Test
    void lets_a_key_look_up_its_user_and_no_organization() {
        assertThat(status(Method.GET, "/api/v1/users/by-auth-id/ann", "X-API-Key", "crow_ann"))
                .isEqualTo(200);
        assertThat(status(Method.GET, "/api/v1/users/by-auth-id/bob", "X-API-Key", "crow_ann"))
                .isEqualTo(403);
        assertThat(status(Method.GET, "/api/v1/organizations/by-auth-id/ba-acme", "X-API-Key", "crow_ann"))
                .isEqualTo(403);
    }

    @Test
    void lets_a_jwt_look_up_its_user_and_its_active_organization() {
        String token = "Bearer " + gateway.platform().jwt("bob", jwt -> jwt.withClaim("activeOrganizationId", "ba-x"));

        assertThat(status(Method.GET, "/api/v1/users/by-auth-id/bob", "Authorization", token))
                .isEqualTo(200);
        assertThat(status(Method.GET, "/api/v1/organizations/by-auth-id/ba-x", "Authorization", token))
                .isEqualTo(200);
        assertThat(status(Method.GET, "/api/v1/users/by-auth-id/ann", "Authorization", token))
                .isEqualTo(403);
        assertThat(status(Method.GET, "/api/v1/organizations/by-auth-id/ba-acme", "Authorization", token))
                .isEqualTo(403);
    }

    @Test
    void lets_an_internal_caller_do_what_services_do() {
        for (String target : new String[] {
            "/api/v1/auth/api-key/system-token",
            "/api/v1/auth/onboarding/callbacks/users",
            "/api/v1/users/by-auth-id/bob",
            "/api/v1/organizations/by-auth-id/ba-beta"
        }) {
            assertThat(status(Method.POST, target, "X-Internal-Key", Platform.INTERNAL_KEY))
                    .isEqualTo(200);
        }
    }

    @Test
    void leaves_the_rest_of_the_auth_service_open() {
        for (String target : new String[] {
            "/api/v1/auth/api-key/create", "/api/v1/auth/api-key", "/api/v1/auth/system-token", "/api/v1/auth/callbacks"
        }) {
            assertThat(status(Method.POST, target)).isEqualTo(200);
        }
    }
}
