package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.UpstreamException;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Identity", tier by tier: what reaches a service, and what never does. */
class IdentityTest {
    private static final String PRODUCTS = "/api/v1/products/list";
    private static final String QNA = "/api/v1/qna/questions";
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String GET_SESSION = "/api/v1/auth/get-session";
    private static final String SIGN_IN = "/api/v1/auth/sign-in/anonymous";
    private static final String VERIFY = "/api/v1/auth/api-key/verify";

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private void assertRefused(Response response, int status, String message) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body().utf8().orElse("")).contains("\"message\":\"" + message + "\"");
        assertThat(platform.forwarded()).as("what reached a service").isEmpty();
    }

    private void assertReached(Response response, String userId, String organizationId) {
        assertThat(response.status()).isEqualTo(200);
        Headers headers = platform.theForwarded().headers();
        assertThat(headers.all("X-User-Id")).containsExactly(userId);
        assertThat(headers.all("X-Organization-Id")).containsExactly(organizationId);
        assertThat(headers.all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
    }

    private static String subject(Call call) {
        String bearer = call.headers().first("Authorization").orElseThrow();
        return JWT.decode(bearer.substring("Bearer ".length())).getSubject();
    }

    @Nested
    class A_session_cookie {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "better-auth.session_token=ann.sig",
                    "theme=dark; better-auth.session_token=ann.sig; z=9",
                })
        void stands_for_its_user_organization_and_jwt(String cookies) {
            assertReached(gateway.get(PRODUCTS, "Cookie", cookies), "ann", Platform.ACME);
            assertThat(subject(platform.theForwarded())).isEqualTo("ann");
        }

        @Test
        void is_asked_about_with_the_cookies_as_they_came_and_without_a_refresh() {
            String cookies = "a=1;better-auth.session_token=ann.sig;  b=\"2\"";
            gateway.get(PRODUCTS, "Cookie", cookies, "Authorization", "Bearer garbage");

            Call lookup = platform.callsTo(GET_SESSION).getFirst();
            assertThat(lookup.uri())
                    .hasToString("https://dev.internal.auth-api.crowai.dev" + GET_SESSION + "?disableRefresh=true");
            assertThat(lookup.headers().all("Cookie")).containsExactly(cookies);
            assertThat(lookup.headers().has("Authorization")).isFalse();
            assertThat(lookup.headers().all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
            assertThat(lookup.headers().has("X-Service-API-Key")).isFalse();
        }

        @Test
        void over_https_has_another_name() {
            assertReached(
                    gateway.get(PRODUCTS, "Cookie", "__Secure-better-auth.session_token=ann.sig"),
                    "ann",
                    Platform.ACME);
        }

        @ParameterizedTest
        @ValueSource(strings = {"garbage", "expired.sig", "ann", "ann.sig2"})
        void that_is_none_is_nobody(String value) {
            Response response = gateway.get(PRODUCTS, "Cookie", "better-auth.session_token=" + value);

            assertRefused(response, 401, "Authentication required");
            assertThat(response.header("WWW-Authenticate")).isPresent();
        }

        @Test
        void that_has_expired_lends_nobody_the_jwt_that_comes_with_it() {
            gateway.get(QNA, "Cookie", "better-auth.session_token=expired.sig");

            assertThat(subject(platform.theForwarded())).isEqualTo("anonymous-1");
        }

        @Test
        void that_is_none_leaves_the_decision_to_the_next_credential() {
            assertReached(
                    gateway.get(PRODUCTS, "Cookie", "better-auth.session_token=old", "X-API-Key", "crow_ann"),
                    "ann",
                    Platform.ACME);
        }

        @Test
        void decides_before_any_other_credential() {
            assertReached(
                    gateway.get(
                            PRODUCTS,
                            "Cookie",
                            ANN,
                            "X-API-Key",
                            "crow_forged",
                            "Authorization",
                            "Bearer " + platform.jwt("bob")),
                    "ann",
                    Platform.ACME);
            Headers headers = platform.theForwarded().headers();
            assertThat(headers.has("X-API-Key")).isFalse();
            assertThat(subject(platform.theForwarded())).isEqualTo("ann");
            assertThat(platform.callsTo(VERIFY)).isEmpty();
        }

        @Test
        void gets_its_jwt_from_the_token_endpoint_where_the_session_brings_none() {
            platform.on(
                    GET_SESSION,
                    _ -> Response.json(
                            200, "{\"session\":{\"activeOrganizationId\":\"ba-acme\"},\"user\":{\"id\":\"ann\"}}"));

            assertReached(gateway.get(PRODUCTS, "Cookie", ANN), "ann", Platform.ACME);
            assertThat(subject(platform.theForwarded())).isEqualTo("ann");
        }

        @Test
        void that_ends_between_session_and_token_is_nobody() {
            platform.on(GET_SESSION, _ -> Response.json(200, "{\"session\":{},\"user\":{\"id\":\"ann\"}}"));
            platform.on("/api/v1/auth/token", _ -> Response.of(401));

            assertRefused(gateway.get(PRODUCTS, "Cookie", ANN), 401, "Authentication required");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "<html>",
                    "[]",
                    "{}",
                    "{\"user\":{}}",
                    "{\"user\":{\"id\":7},\"session\":{}}",
                    "{\"user\":{\"id\":\"a\\nb\"},\"session\":{}}",
                    "{\"user\":{\"id\":\"ann\"},\"session\":{\"activeOrganizationId\":{}}}",
                    "null null",
                })
        void that_is_answered_with_nonsense_is_a_bad_gateway(String body) {
            platform.on(GET_SESSION, _ -> Response.json(200, body).with("set-auth-jwt", platform.jwt("ann")));

            assertRefused(gateway.get(PRODUCTS, "Cookie", ANN), 502, "core-auth-service gave an unusable answer");
        }

        @ParameterizedTest
        @ValueSource(ints = {301, 400, 401, 403, 404})
        void that_is_answered_with_another_status_is_a_bad_gateway(int status) {
            platform.on(GET_SESSION, _ -> Response.json(status, "null"));

            assertRefused(gateway.get(PRODUCTS, "Cookie", ANN), 502, "core-auth-service gave an unusable answer");
        }
    }

    @Nested
    class An_api_key {
        static Stream<Arguments> carriers() {
            return Stream.of(
                    Arguments.of("X-API-Key", "crow_ann"),
                    Arguments.of("x-api-key", " crow_ann "),
                    Arguments.of("Authorization", "Bearer crow_ann"),
                    Arguments.of("Authorization", "bEARER crow_ann"),
                    Arguments.of("Authorization", "ApiKey crow_ann"),
                    Arguments.of("authorization", "APIKEY  crow_ann"));
        }

        @ParameterizedTest
        @MethodSource("carriers")
        void stands_for_its_user_however_it_comes(String name, String value) {
            assertReached(gateway.get(PRODUCTS, name, value), "ann", Platform.ACME);
            assertThat(platform.theForwarded().headers().has("Authorization")).isFalse();
            assertThat(platform.theForwarded().headers().has("X-API-Key")).isFalse();
        }

        @Test
        void is_verified_once_as_json_with_the_gateways_own_keys() {
            gateway.get(PRODUCTS, "X-API-Key", "crow_\"quote\\");

            Call verification = platform.callsTo(VERIFY).getFirst();
            assertThat(verification.method()).isEqualTo(Method.POST);
            assertThat(verification.body().utf8()).contains("{\"key\":\"crow_\\\"quote\\\\\"}");
            assertThat(verification.headers().all("Content-Type")).containsExactly("application/json");
            assertThat(verification.headers().all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
            assertThat(verification.headers().has("X-Service-API-Key")).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {PRODUCTS, QNA})
        void that_is_not_valid_is_refused_everywhere(String target) {
            Response response =
                    gateway.get(target, "X-API-Key", "crow_revoked", "Authorization", "Bearer " + platform.jwt("ann"));

            assertRefused(response, 401, "API key is invalid or has been revoked");
        }

        @Test
        void that_ends_by_itself_is_not_remembered_beyond_its_end() {
            String end = gateway.clock().instant().plusSeconds(5).toString();
            platform.on(
                    VERIFY,
                    _ -> Response.json(
                            200,
                            "{\"valid\":true,\"key\":{\"userId\":\"ann\",\"metadata\":null,\"expiresAt\":\"" + end
                                    + "\"}}"));
            gateway.get(PRODUCTS, "X-API-Key", "crow_brief");
            gateway.get(PRODUCTS, "X-API-Key", "crow_brief");
            assertThat(platform.callsTo(VERIFY)).hasSize(1);

            gateway.advance(Duration.ofSeconds(5));
            platform.on(VERIFY, _ -> Response.json(401, "{\"valid\":false}"));

            assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_brief").status())
                    .isEqualTo(401);
        }

        @Test
        void without_the_prefix_is_no_key() {
            assertRefused(gateway.get(PRODUCTS, "X-API-Key", "sk_live"), 401, "Authentication required");
            assertThat(platform.callsTo(VERIFY)).isEmpty();
        }

        @Test
        void cannot_be_verified_when_the_auth_service_refuses_the_gateway() {
            platform.on(VERIFY, _ -> Response.json(401, "{\"valid\":false,\"error\":\"Unauthorized\"}"));

            assertRefused(gateway.get(PRODUCTS, "X-API-Key", "crow_ann"), 503, "core-auth-service is not responding");
        }

        @Test
        void cannot_be_verified_while_the_auth_service_is_limiting() {
            platform.on(VERIFY, _ -> Response.json(429, "{\"error\":{}}").with("Retry-After", "595"));

            Response response = gateway.get(PRODUCTS, "X-API-Key", "crow_ann");

            assertRefused(response, 503, "core-auth-service is not responding");
            assertThat(response.header("Retry-After")).contains("595");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "200 | {}",
                    "200 | {\"valid\":\"yes\"}",
                    "200 | {\"valid\":true}",
                    "200 | {\"valid\":true,\"key\":\"k\"}",
                    "401 | {\"valid\":true,\"key\":{\"userId\":\"ann\"}}",
                    "400 | {\"valid\":false,\"error\":\"Missing key\"}",
                    "404 | {\"error\":\"Not Found\"}",
                    "200 | null",
                    "200 | {\"valid\":true,\"key\":{\"userId\":\"a b\"}}",
                })
        void that_is_answered_with_nonsense_is_a_bad_gateway(int status, String body) {
            platform.on(VERIFY, _ -> Response.json(status, body));

            assertRefused(
                    gateway.get(PRODUCTS, "X-API-Key", "crow_ann"), 502, "core-auth-service gave an unusable answer");
        }
    }

    @Nested
    class A_bearer_jwt {
        private Response bearer(String target, String token) {
            return gateway.get(target, "Authorization", "Bearer " + token);
        }

        @Test
        void stands_for_its_subject_with_the_organization_that_it_names() {
            String token = platform.jwt("ann", jwt -> jwt.withClaim("organizationId", Platform.ACME));

            assertReached(bearer(PRODUCTS, token), "ann", Platform.ACME);
            assertThat(platform.theForwarded().headers().all("Authorization")).containsExactly("Bearer " + token);
            assertThat(platform.callsTo("/api/v1/users/by-auth-id/ann")).isEmpty();
        }

        @Test
        void without_an_organization_gets_the_one_of_its_user() {
            assertReached(bearer(PRODUCTS, platform.jwt("bob")), "bob", Platform.BETA);
        }

        @Test
        void is_never_sent_for_verification() {
            bearer(PRODUCTS, platform.jwt("bob"));

            assertThat(platform.callsTo("/api/v1/auth/jwt/verify")).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\"} | {\"sub\":\"ann\",\"exp\":31556889864403199}",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\"} | {\"sub\":\"ann\",\"exp\":-31557014167219201}",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\"} | {\"sub\":\"ann\",\"exp\":\"tomorrow\"}",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\"} | null",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\"} | []",
                    "null | {\"sub\":\"ann\"}",
                    "[] | []",
                    "{\"alg\":7,\"kid\":{}} | {}",
                })
        void with_claims_that_no_library_expects_is_refused_like_any_other(String header, String payload) {
            assertRefused(
                    bearer(PRODUCTS, forged(header, payload, "c2ln")), 401, "The token is invalid or has expired");
        }

        @Test
        void is_verified_with_keys_that_are_fetched_once() {
            bearer(PRODUCTS, platform.jwt("bob"));
            bearer(PRODUCTS, platform.jwt("bob"));

            assertThat(platform.callsTo("/api/v1/auth/jwks")).hasSize(1);
        }

        private String forged(String header, String payload, String signature) {
            Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
            return encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                    + encoder.encodeToString(payload.getBytes(StandardCharsets.UTF_8)) + "." + signature;
        }

        private Stream<String> attacks() {
            long later = gateway.clock().instant().getEpochSecond() + 600;
            String claims = "{\"sub\":\"ann\",\"exp\":" + later + "}";
            KeyPair foreign = Platform.rsa();
            Algorithm foreignRsa = Algorithm.RSA256(null, (RSAPrivateKey) foreign.getPrivate());
            Algorithm hmac = Algorithm.HMAC256(Platform.publicKey().getEncoded());
            String good = platform.jwt("ann");
            return Stream.of(
                    forged("{\"alg\":\"none\",\"kid\":\"key-1\"}", claims, ""),
                    forged("{\"alg\":\"None\",\"kid\":\"key-1\"}", claims, "x"),
                    forged("{\"alg\":\"RS256\",\"kid\":\"key-1\"}", claims, ""),
                    forged("not json", claims, "x"),
                    "a.b.c",
                    JWT.create()
                            .withKeyId(Platform.KEY_ID)
                            .withSubject("ann")
                            .withExpiresAt(gateway.clock().instant().plusSeconds(60))
                            .sign(hmac),
                    JWT.create()
                            .withKeyId(Platform.KEY_ID)
                            .withSubject("ann")
                            .withExpiresAt(gateway.clock().instant().plusSeconds(60))
                            .sign(foreignRsa),
                    JWT.create()
                            .withKeyId("another")
                            .withSubject("ann")
                            .withExpiresAt(gateway.clock().instant().plusSeconds(60))
                            .sign(foreignRsa),
                    platform.jwt("ann", jwt -> jwt.withKeyId("another")),
                    platform.jwt("ann", jwt -> jwt.withExpiresAt((Date) null)),
                    platform.jwt(
                            "ann",
                            jwt -> jwt.withExpiresAt(gateway.clock().instant().minusSeconds(1))),
                    platform.jwt(
                            "ann",
                            jwt -> jwt.withNotBefore(gateway.clock().instant().plusSeconds(60))),
                    platform.jwt("ann", jwt -> jwt.withSubject(null)),
                    platform.jwt("a\r\nb"),
                    platform.jwt("ann", jwt -> jwt.withHeader(Map.of("crit", List.of("exp")))),
                    platform.jwt("ann", jwt -> jwt.withHeader(Map.of("crit", List.of("b64"), "b64", false))),
                    platform.jwt("ann", jwt -> jwt.withHeader(Map.of("crit", "exp"))),
                    platform.jwt("ann", jwt -> jwt.withClaim("isAnonymous", "true")),
                    platform.jwt("ann", jwt -> jwt.withClaim("organizationId", 7)),
                    platform.jwt("ann", jwt -> jwt.withClaim("organizationId", List.of(Platform.ACME))),
                    good.substring(0, good.lastIndexOf('.') + 1),
                    good.substring(0, good.lastIndexOf('.'))
                            + platform.jwt("bob").substring(good.lastIndexOf('.')));
        }

        @Test
        void that_is_bad_in_any_way_is_refused_on_every_service() {
            assertThat(attacks()).allSatisfy(token -> {
                assertRefused(bearer(PRODUCTS, token), 401, "The token is invalid or has expired");
                assertRefused(bearer(QNA, token), 401, "The token is invalid or has expired");
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer opaque", "Bearer a.b", "Basic YTpi", "Digest x", "Bearer", "garbage"})
        void is_all_that_a_bearer_value_can_be(String authorization) {
            assertRefused(gateway.get(PRODUCTS, "Authorization", authorization), 401, "Authentication required");

            assertThat(gateway.get(QNA, "Authorization", authorization).status())
                    .isEqualTo(200);
            assertThat(subject(platform.theForwarded())).isEqualTo("anonymous-1");
        }

        @Test
        void from_a_clock_that_is_a_little_ahead_is_good() {
            String token = platform.jwt(
                    "bob",
                    jwt -> jwt.withIssuedAt(gateway.clock().instant().plusSeconds(3))
                            .withNotBefore(gateway.clock().instant().plusSeconds(3)));

            assertThat(bearer(PRODUCTS, token).status()).isEqualTo(200);
        }

        @Test
        void must_come_from_the_issuer_where_one_is_set() {
            gateway.with("JWT_ISSUER", "http://localhost:8001");
            assertThat(bearer(PRODUCTS, platform.jwt("bob")).status()).isEqualTo(200);
            platform.forgetCalls();

            String foreign = platform.jwt("bob", jwt -> jwt.withIssuer("https://evil.example"));
            assertRefused(bearer(PRODUCTS, foreign), 401, "The token is invalid or has expired");
            String none = platform.jwt("bob", jwt -> jwt.withIssuer((String) null));
            assertRefused(bearer(PRODUCTS, none), 401, "The token is invalid or has expired");
        }

        @Test
        void with_an_unknown_key_id_fetches_the_keys_again_at_once_and_then_not_for_a_minute() {
            KeyPair next = Platform.rsa();
            Algorithm algorithm = Algorithm.RSA256(null, (RSAPrivateKey) next.getPrivate());
            String token = JWT.create()
                    .withKeyId("key-2")
                    .withSubject("bob")
                    .withExpiresAt(gateway.clock().instant().plusSeconds(600))
                    .sign(algorithm);
            bearer(PRODUCTS, platform.jwt("bob"));
            platform.on(
                    "/api/v1/auth/jwks",
                    _ -> Response.json(200, Platform.jwks("key-2", (RSAPublicKey) next.getPublic())));

            assertThat(bearer(PRODUCTS, token).status()).isEqualTo(200);
            assertThat(bearer(PRODUCTS, platform.jwt("bob", jwt -> jwt.withKeyId("made-up")))
                            .status())
                    .isEqualTo(401);
            assertThat(bearer(PRODUCTS, platform.jwt("bob", jwt -> jwt.withKeyId("made-up-2")))
                            .status())
                    .isEqualTo(401);
            assertThat(platform.callsTo("/api/v1/auth/jwks")).hasSize(2);

            gateway.advance(Duration.ofSeconds(60));
            bearer(PRODUCTS, platform.jwt("bob", jwt -> jwt.withKeyId("made-up")));
            assertThat(platform.callsTo("/api/v1/auth/jwks")).hasSize(3);
        }

        @Test
        void with_a_new_key_id_stays_good_while_the_keys_cannot_be_fetched() {
            bearer(PRODUCTS, platform.jwt("bob"));
            String token = platform.jwt("bob", jwt -> jwt.withKeyId("key-2"));
            platform.forgetCalls();
            platform.fail("/api/v1/auth/jwks", FailureKind.TIMEOUT);

            assertRefused(bearer(PRODUCTS, token), 503, "core-auth-service is not responding");
            assertRefused(bearer(PRODUCTS, token), 503, "core-auth-service is not responding");
            assertThat(platform.callsTo("/api/v1/auth/jwks")).hasSize(1);

            gateway.advance(Duration.ofSeconds(2));
            platform.on("/api/v1/auth/jwks", _ -> Response.json(200, Platform.jwks("key-2", Platform.publicKey())));
            assertThat(bearer(PRODUCTS, token).status()).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "[]", "{}", "{\"keys\":{}}", "<html>"})
        void cannot_be_verified_with_a_key_set_that_is_none(String body) {
            platform.on("/api/v1/auth/jwks", _ -> Response.json(200, body));

            assertRefused(bearer(PRODUCTS, platform.jwt("bob")), 502, "core-auth-service gave an unusable answer");
        }

        @Test
        void cannot_be_verified_without_keys() {
            platform.on("/api/v1/auth/jwks", _ -> Response.of(500));

            assertRefused(bearer(PRODUCTS, platform.jwt("bob")), 503, "core-auth-service is not responding");
        }
    }

    @Nested
    class Nobody {
        @Test
        void reaches_no_service_that_needs_a_caller() {
            for (String segment : List.of(
                    "users",
                    "products",
                    "crawler-jobs",
                    "organizations",
                    "analytics",
                    "notifications",
                    "patterns",
                    "interactions",
                    "chat",
                    "mcp",
                    "billing",
                    "ingest")) {
                assertRefused(gateway.get("/api/v1/" + segment + "/x"), 401, "Authentication required");
            }
            assertThat(platform.calls()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {QNA, "/api/v1/cctv/streams"})
        void is_anonymous_on_a_service_that_needs_none(String target) {
            assertThat(gateway.get(target).status()).isEqualTo(200);

            Headers headers = platform.theForwarded().headers();
            assertThat(subject(platform.theForwarded())).isEqualTo("anonymous-1");
            assertThat(headers.has("X-User-Id")).isFalse();
            assertThat(headers.has("X-Organization-Id")).isFalse();
            assertThat(headers.has("Cookie")).isFalse();
        }

        @Test
        void signs_in_anonymously_with_an_empty_json_object() {
            gateway.get(QNA);

            Call signIn = platform.callsTo("/api/v1/auth/sign-in/anonymous").getFirst();
            assertThat(signIn.method()).isEqualTo(Method.POST);
            assertThat(signIn.body().utf8()).contains("{}");
            assertThat(signIn.headers().all("Content-Type")).containsExactly("application/json");
            assertThat(signIn.headers().all("X-Forwarded-For")).containsExactly(TestGateway.CLIENT);
            assertThat(signIn.headers().has("Cookie")).isFalse();
        }

        static Stream<Arguments> failures() {
            return Stream.of(
                    Arguments.of(SIGN_IN, (Platform.Answer)
                            _ -> Response.json(429, "{}").with("X-Retry-After", "10")),
                    Arguments.of(SIGN_IN, (Platform.Answer) _ -> Response.of(500)),
                    Arguments.of(SIGN_IN, (Platform.Answer) _ -> Response.json(200, "{}")),
                    Arguments.of(SIGN_IN, (Platform.Answer) _ -> {
                        throw new UpstreamException(FailureKind.TIMEOUT, "as the test wants it");
                    }),
                    Arguments.of(GET_SESSION, (Platform.Answer) _ -> Response.of(503)),
                    Arguments.of(GET_SESSION, (Platform.Answer) _ -> Response.json(200, "null")));
        }

        @ParameterizedTest
        @MethodSource("failures")
        void goes_on_without_a_session_where_none_can_be_had(String path, Platform.Answer answer) {
            platform.on(path, answer);

            assertThat(gateway.get(QNA).status()).isEqualTo(200);

            Headers headers = platform.theForwarded().headers();
            assertThat(headers.has("Authorization")).isFalse();
            assertThat(headers.has("X-User-Id")).isFalse();
            assertThat(gateway.log())
                    .last(InstanceOfAssertFactories.STRING)
                    .contains("\"identity\":\"anonymous\"")
                    .contains("\"anonymousSession\":\"unavailable\"")
                    .contains("\"dependency\":\"core-auth-service\"")
                    .contains("\"DependencyFailures\":1");
        }

        @Test
        void waits_once_in_five_seconds_for_an_auth_service_that_gives_no_session() {
            platform.fail(SIGN_IN, FailureKind.TIMEOUT);
            gateway.get(QNA);
            gateway.get(QNA);
            assertThat(platform.callsTo(SIGN_IN)).hasSize(1);

            gateway.advance(Duration.ofSeconds(5));
            platform.on(SIGN_IN, _ -> Response.of(500));
            gateway.get(QNA);

            assertThat(platform.callsTo(SIGN_IN)).hasSize(2);
        }

        @ParameterizedTest
        @CsvSource({
            "Cookie, better-auth.session_token=ann.sig, /api/v1/auth/get-session",
            "X-API-Key, crow_ann, /api/v1/auth/api-key/verify",
        })
        void is_not_what_a_caller_becomes_whose_credential_cannot_be_looked_up(String name, String value, String path) {
            platform.on(path, _ -> Response.of(500));

            assertRefused(gateway.get(QNA, name, value), 503, "core-auth-service is not responding");
            assertThat(platform.callsTo(SIGN_IN)).isEmpty();
        }
    }

    @Nested
    class An_internal_caller {
        @Test
        void is_believed_about_its_organization_but_not_about_a_user() {
            gateway.get(
                    PRODUCTS,
                    "X-Internal-Key",
                    Platform.INTERNAL_KEY,
                    "x-organization-id",
                    "org-7",
                    "X-User-Id",
                    "ann");

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

        @ParameterizedTest
        @CsvSource({"products,false,false", "mcp,true,false", "chat,true,false", "ingest,true,true"})
        void hands_on_a_key_where_services_verify_it_themselves(String segment, boolean asKey, boolean asBearer) {
            gateway.get(
                    "/api/v1/" + segment + "/x",
                    "X-Internal-Key",
                    Platform.INTERNAL_KEY,
                    "Authorization",
                    "Bearer crow_ann");

            Headers headers = platform.theForwarded().headers();
            assertThat(headers.has("X-API-Key")).isEqualTo(asKey);
            assertThat(headers.has("Authorization")).isEqualTo(asBearer);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a b", "a,b", "a, b", "a/b", "ä", "a+b", "a;b"})
        void with_an_organization_that_is_not_one_id_is_refused(String organizationId) {
            Response response =
                    gateway.get(PRODUCTS, "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", organizationId);

            assertRefused(response, 400, "X-Organization-Id is not one id");
        }

        @Test
        void with_two_organizations_is_refused() {
            Response response = gateway.get(
                    PRODUCTS,
                    "X-Internal-Key",
                    Platform.INTERNAL_KEY,
                    "X-Organization-Id",
                    "a",
                    "x-organization-id",
                    "b");

            assertRefused(response, 400, "X-Organization-Id is not one id");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "the-internal-ke", "the-internal-key2", "THE-INTERNAL-KEY", "the-internal-key, x"})
        void with_a_wrong_key_is_anyone(String key) {
            assertRefused(
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
        @ValueSource(
                strings = {
                    "/api/v1/auth/organization/list",
                    "/api/v1/auth/onboarding/x",
                    "/api/v1/auth/team-invitations/x",
                    "/api/v1/users/health",
                    "/api/v1/products/images/x",
                })
        void keeps_its_organization_on_every_chain(String target) {
            gateway.get(target, "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", "org-7");

            assertThat(platform.theForwarded().headers().all("X-Organization-Id"))
                    .containsExactly("org-7");
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

    @Nested
    class A_dependency {
        static Stream<Arguments> lookups() {
            return Stream.of(
                    Arguments.of(GET_SESSION, "core-auth-service", new String[] {"Cookie", ANN}),
                    Arguments.of("/api/v1/organizations/by-auth-id/ba-acme", "core-organization-service", new String[] {
                        "Cookie", ANN
                    }),
                    Arguments.of("/api/v1/users/by-auth-id/bob", "core-user-service", new String[] {
                        "Cookie", "better-auth.session_token=bob.sig"
                    }),
                    Arguments.of(VERIFY, "core-auth-service", new String[] {"X-API-Key", "crow_ann"}),
                    Arguments.of(
                            "/api/v1/users/by-auth-id/ann", "core-user-service", new String[] {"X-API-Key", "crow_ann"
                            }));
        }

        @ParameterizedTest
        @MethodSource("lookups")
        void that_cannot_be_reached_is_named_in_a_503(String path, String service, String[] headers) {
            for (FailureKind kind : List.of(FailureKind.UNREACHABLE, FailureKind.TIMEOUT)) {
                platform.fail(path, kind);
                Response response = gateway.get(PRODUCTS, headers);

                assertRefused(response, 503, service + " is not responding");
                assertThat(response.header("Retry-After")).isPresent();
            }
        }

        @ParameterizedTest
        @MethodSource("lookups")
        void that_fails_or_limits_is_named_in_a_503(String path, String service, String[] headers) {
            for (int status : List.of(429, 500, 502, 503, 504)) {
                platform.on(path, _ -> Response.json(status, "null").with("Retry-After", "17"));
                Response response = gateway.get(PRODUCTS, headers);

                assertRefused(response, 503, service + " is not responding");
                assertThat(response.header("Retry-After")).contains("17");
            }
        }

        @ParameterizedTest
        @MethodSource("lookups")
        void that_answers_nonsense_is_named_in_a_502(String path, String service, String[] headers) {
            platform.on(path, _ -> Response.json(200, "<html>not what was asked for</html>"));
            assertRefused(gateway.get(PRODUCTS, headers), 502, service + " gave an unusable answer");

            for (FailureKind kind : new FailureKind[] {FailureKind.UNUSABLE, FailureKind.BROKEN_OFF}) {
                platform.fail(path, kind);
                assertRefused(gateway.get(PRODUCTS, headers), 502, service + " gave an unusable answer");
            }
        }
    }
}
