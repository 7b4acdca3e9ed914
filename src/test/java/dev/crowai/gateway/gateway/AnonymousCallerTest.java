package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Identity": who is not known — anonymous sessions and JWTs, and callers whom the service alone knows. */
class AnonymousCallerTest {
    private static final String ANONYMOUS = "better-auth.session_token=anonymous.sig";
    private static final String QNA = "/api/v1/qna/questions";
    private static final String CCTV = "/api/v1/cctv/frames";
    private static final String SIGN_IN = "/api/v1/auth/sign-in/anonymous";

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private String[] anonymous(String credential) {
        return credential.equals("session")
                ? new String[] {"Cookie", ANONYMOUS}
                : new String[] {
                    "Authorization", "Bearer " + platform.jwt("anonymous-1", jwt -> jwt.withClaim("isAnonymous", true))
                };
    }

    static Stream<Arguments> rowsThatNeedAKnownCaller() {
        return Stream.of("session", "jwt")
                .flatMap(credential -> Stream.of(
                                "/api/v1/products/x",
                                "/api/v1/users/me",
                                "/api/v1/organizations/x",
                                "/api/v1/chat/x",
                                "/api/v1/ingest/events",
                                "/api/v1/auth/onboarding/start",
                                "/api/v1/auth/team-invitations/send-invites")
                        .map(target -> Arguments.of(credential, target)));
    }

    @ParameterizedTest
    @MethodSource("rowsThatNeedAKnownCaller")
    void an_anonymous_caller_is_nobody_where_a_known_one_is_needed(String credential, String target) {
        Response response = gateway.send(Method.POST, target, Body.of("{}"), anonymous(credential));

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.body().utf8().orElse("")).contains("Authentication required");
        assertThat(platform.forwarded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "jwt"})
    void an_anonymous_callers_own_jwt_goes_on_without_a_user_id(String credential) {
        assertThat(gateway.get(QNA, anonymous(credential)).status()).isEqualTo(200);

        Headers sent = platform.theForwarded().headers();
        assertThat(sent.first("Authorization").orElseThrow()).startsWith("Bearer ");
        assertThat(sent.has("X-User-Id")).isFalse();
        assertThat(sent.has("X-Organization-Id")).isFalse();
        assertThat(platform.lookups(SIGN_IN)).isEmpty();
        assertThat(platform.lookups("/api/v1/users/by-auth-id/anonymous-1")).isEmpty();
    }

    @Test
    void the_first_caller_of_a_network_costs_two_calls_of_the_auth_service() {
        assertThat(gateway.get(QNA).status()).isEqualTo(200);

        assertThat(platform.calls().stream().map(call -> call.uri().getPath()))
                .containsExactly(SIGN_IN, "/api/v1/auth/get-session", QNA);
    }

    @Test
    void a_session_that_says_nothing_readable_about_being_anonymous_is_a_bad_gateway() {
        platform.on(
                "/api/v1/auth/get-session",
                _ -> Response.json(200, "{\"user\":{\"id\":\"ann\",\"isAnonymous\":\"yes\"},\"session\":{}}")
                        .with("set-auth-jwt", platform.jwt("ann")));

        assertThat(gateway.get(QNA, "Cookie", "better-auth.session_token=ann.sig")
                        .status())
                .isEqualTo(502);
    }

    @Test
    void a_session_with_an_empty_user_id_is_none() {
        platform.on(
                "/api/v1/auth/get-session",
                _ -> Response.json(200, "{\"user\":{\"id\":\"\"},\"session\":{}}")
                        .with("set-auth-jwt", platform.jwt("ann")));

        assertThat(gateway.get("/api/v1/products/x", "Cookie", "better-auth.session_token=ann.sig")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/users/me", "/api/v1/auth/onboarding/start", "/api/v1/auth/team-invitations/send-invites"})
    void nobody_at_all_is_refused_before_any_lookup(String target) {
        assertThat(gateway.post(target, "{}").status()).isEqualTo(401);
        assertThat(platform.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Camera 7:secret", "Bearer opaque", "bearer a.b", "Digest x, Basic y"})
    void an_authorization_that_only_cctv_can_read_goes_on_as_it_came(String authorization) {
        assertThat(gateway.post(CCTV, "{}", "Authorization", authorization).status())
                .isEqualTo(200);

        Headers sent = platform.theForwarded().headers();
        assertThat(sent.all("Authorization")).containsExactly(authorization);
        assertThat(sent.has("X-User-Id")).isFalse();
        assertThat(platform.calls()).hasSize(1);
        assertThat(gateway.log().getLast()).contains("\"identity\":\"opaque\"").doesNotContain(authorization);
    }

    @Test
    void an_authorization_that_only_cctv_can_read_wins_over_a_cookie() {
        gateway.get(CCTV, "Authorization", "Camera 7", "Cookie", "better-auth.session_token=ann.sig");

        Headers sent = platform.theForwarded().headers();
        assertThat(sent.all("Authorization")).containsExactly("Camera 7");
        assertThat(sent.has("X-User-Id")).isFalse();
        assertThat(sent.has("X-Organization-Id")).isFalse();
        assertThat(platform.calls()).hasSize(1);
    }

    @Test
    void an_authorization_that_cctv_alone_can_read_reaches_no_other_service() {
        gateway.get(QNA, "Authorization", "Camera 7");

        assertThat(platform.theForwarded().headers().first("Authorization").orElseThrow())
                .startsWith("Bearer ");
    }

    @Test
    void a_bad_jwt_is_refused_on_cctv_too() {
        assertThat(gateway.get(CCTV, "Authorization", "Bearer a.b.c").status()).isEqualTo(401);
        assertThat(gateway.get(CCTV, "Authorization", "Bearer crow_revoked").status())
                .isEqualTo(401);
        assertThat(platform.forwarded()).isEmpty();
    }

    @Test
    void a_key_decides_before_an_authorization_that_only_cctv_can_read() {
        gateway.get(CCTV, "Authorization", "Camera 7", "X-API-Key", "crow_ann");

        assertThat(platform.theForwarded().headers().all("X-User-Id")).containsExactly("ann");
        assertThat(platform.theForwarded().headers().has("Authorization")).isFalse();
    }
}
