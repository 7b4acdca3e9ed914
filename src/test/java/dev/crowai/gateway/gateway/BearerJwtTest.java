package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.Outcomes.assertReached;
import static dev.crowai.gateway.gateway.Outcomes.assertRefused;
import static dev.crowai.gateway.gateway.Outcomes.subject;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Identity", tier 4: which JWTs are believed, and about what. */
class BearerJwtTest {
    private static final String PRODUCTS = "/api/v1/products/list";
    private static final String QNA = "/api/v1/qna/questions";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private Response bearer(String target, String token) {
        return gateway.get(target, "Authorization", "Bearer " + token);
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
                good.substring(0, good.lastIndexOf('.')) + platform.jwt("bob").substring(good.lastIndexOf('.')));
    }

    @Test
    void stands_for_its_subject_with_the_organization_that_it_names() {
        String token = platform.jwt("ann", jwt -> jwt.withClaim("organizationId", Platform.ACME));

        assertReached(platform, bearer(PRODUCTS, token), "ann", Platform.ACME);
        assertThat(platform.theForwarded().headers().all("Authorization")).containsExactly("Bearer " + token);
        assertThat(platform.lookups("/api/v1/users/by-auth-id/ann")).isEmpty();
    }

    @Test
    void without_an_organization_gets_the_one_of_its_user() {
        assertReached(platform, bearer(PRODUCTS, platform.jwt("bob")), "bob", Platform.BETA);
    }

    @Test
    void is_never_sent_for_verification() {
        bearer(PRODUCTS, platform.jwt("bob"));

        assertThat(platform.lookups("/api/v1/auth/jwt/verify")).isEmpty();
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
                platform,
                bearer(PRODUCTS, forged(header, payload, "c2ln")),
                401,
                "The token is invalid or has expired");
    }

    @Test
    void is_verified_with_keys_that_are_fetched_once() {
        bearer(PRODUCTS, platform.jwt("bob"));
        bearer(PRODUCTS, platform.jwt("bob"));

        assertThat(platform.lookups("/api/v1/auth/jwks")).hasSize(1);
    }

    @Test
    void that_is_bad_in_any_way_is_refused_on_every_service() {
        assertThat(attacks()).allSatisfy(token -> {
            assertRefused(platform, bearer(PRODUCTS, token), 401, "The token is invalid or has expired");
            assertRefused(platform, bearer(QNA, token), 401, "The token is invalid or has expired");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer opaque", "Bearer a.b", "Basic YTpi", "Digest x", "Bearer", "garbage"})
    void is_all_that_a_bearer_value_can_be(String authorization) {
        assertRefused(platform, gateway.get(PRODUCTS, "Authorization", authorization), 401, "Authentication required");

        assertThat(gateway.get(QNA, "Authorization", authorization).status()).isEqualTo(200);
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
        assertRefused(platform, bearer(PRODUCTS, foreign), 401, "The token is invalid or has expired");
        String none = platform.jwt("bob", jwt -> jwt.withIssuer((String) null));
        assertRefused(platform, bearer(PRODUCTS, none), 401, "The token is invalid or has expired");
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
                "/api/v1/auth/jwks", _ -> Response.json(200, Platform.jwks("key-2", (RSAPublicKey) next.getPublic())));

        assertThat(bearer(PRODUCTS, token).status()).isEqualTo(200);
        assertThat(bearer(PRODUCTS, platform.jwt("bob", jwt -> jwt.withKeyId("made-up")))
                        .status())
                .isEqualTo(401);
        assertThat(bearer(PRODUCTS, platform.jwt("bob", jwt -> jwt.withKeyId("made-up-2")))
                        .status())
                .isEqualTo(401);
        assertThat(platform.lookups("/api/v1/auth/jwks")).hasSize(2);

        gateway.advance(Duration.ofSeconds(60));
        bearer(PRODUCTS, platform.jwt("bob", jwt -> jwt.withKeyId("made-up")));
        assertThat(platform.lookups("/api/v1/auth/jwks")).hasSize(3);
    }

    @Test
    void with_a_new_key_id_stays_good_while_the_keys_cannot_be_fetched() {
        bearer(PRODUCTS, platform.jwt("bob"));
        String token = platform.jwt("bob", jwt -> jwt.withKeyId("key-2"));
        platform.forgetCalls();
        platform.fail("/api/v1/auth/jwks", FailureKind.TIMEOUT);

        assertRefused(platform, bearer(PRODUCTS, token), 503, "core-auth-service is not responding");
        assertRefused(platform, bearer(PRODUCTS, token), 503, "core-auth-service is not responding");
        assertThat(platform.lookups("/api/v1/auth/jwks")).hasSize(1);

        gateway.advance(Duration.ofSeconds(2));
        platform.on("/api/v1/auth/jwks", _ -> Response.json(200, Platform.jwks("key-2", Platform.publicKey())));
        assertThat(bearer(PRODUCTS, token).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"keys\":{}}", "<html>"})
    void cannot_be_verified_with_a_key_set_that_is_none(String body) {
        platform.on("/api/v1/auth/jwks", _ -> Response.json(200, body));

        assertRefused(
                platform, bearer(PRODUCTS, platform.jwt("bob")), 502, "core-auth-service gave an unusable response");
    }

    @Test
    void cannot_be_verified_without_keys() {
        platform.on("/api/v1/auth/jwks", _ -> Response.of(500));

        assertRefused(platform, bearer(PRODUCTS, platform.jwt("bob")), 503, "core-auth-service is not responding");
    }
}
