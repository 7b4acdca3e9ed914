package dev.crowai.gateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.HttpIdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** SPEC "Identity", tier 4: the user of a token, and the reason in the log when there is none. */
class JwtVerifierTest {
    private static final KeyPair KEYS = Platform.rsa();
    private static final KeyPair FOREIGN = Platform.rsa();

    private final Exchange exchange = Exchanges.get("/api/v1/products");
    private final JwtVerifier verifier = new JwtVerifier(
            new KeySets(
                    new HttpIdentityService(
                            Exchanges.SERVICES.auth(),
                            Exchanges.SERVICES.organizations(),
                            Exchanges.SERVICES.users(),
                            _ -> Response.json(200, Platform.jwks("key-1", (RSAPublicKey) KEYS.getPublic())),
                            () -> new PlatformSecrets(
                                    Secret.of("k"), Optional.empty(), Optional.empty(), Optional.empty()),
                            Runnable::run),
                    Exchanges.CLOCK),
            Optional.of("https://issuer.example"),
            Exchanges.CLOCK);

    private static String token(KeyPair keys, Consumer<JWTCreator.Builder> others) {
        JWTCreator.Builder token = JWT.create()
                .withKeyId("key-1")
                .withIssuer("https://issuer.example")
                .withSubject("ann")
                .withExpiresAt(Exchanges.NOW.plusSeconds(900));
        others.accept(token);
        return token.sign(Algorithm.RSA256(null, (RSAPrivateKey) keys.getPrivate()));
    }

    private Optional<Identity> verify(String token) throws LookupException {
        return verifier.verify(new Credential.BearerJwt(Secret.of(token)), exchange);
    }

    private void assertRefused(Result.JwtFault reason, String token) throws LookupException {
        assertThat(verify(token)).isEmpty();
        assertThat(exchange.record().snapshot().results()).containsExactly(reason);
    }

    @Test
    void a_genuine_token_is_its_subject_and_leaves_no_reason() throws LookupException {
        String token = token(KEYS, _ -> {});

        assertThat(verify(token))
                .contains(new Identity.JwtUser("ann", Optional.empty(), Optional.empty(), Secret.of(token)));
        assertThat(exchange.record().snapshot().results()).isEmpty();
    }

    @Test
    void a_token_that_cannot_be_decoded_is_unreadable() throws LookupException {
        assertRefused(Result.JwtFault.UNREADABLE, "a.b.c");
    }

    @Test
    void a_token_that_names_another_key_has_an_unknown_key() throws LookupException {
        assertRefused(Result.JwtFault.UNKNOWN_KEY, token(KEYS, jwt -> jwt.withKeyId("key-2")));
    }

    @Test
    void a_token_that_another_key_signed_has_a_wrong_signature() throws LookupException {
        assertRefused(Result.JwtFault.SIGNATURE, token(FOREIGN, _ -> {}));
    }

    @Test
    void a_token_that_is_over_has_expired() throws LookupException {
        assertRefused(Result.JwtFault.EXPIRED, token(KEYS, jwt -> jwt.withExpiresAt(Exchanges.NOW.minusSeconds(1))));
    }

    @Test
    void a_token_of_another_issuer_has_wrong_claims() throws LookupException {
        assertRefused(Result.JwtFault.CLAIMS, token(KEYS, jwt -> jwt.withIssuer("https://other.example")));
    }

    @Test
    void a_token_without_a_subject_has_wrong_claims() throws LookupException {
        assertRefused(Result.JwtFault.CLAIMS, token(KEYS, jwt -> jwt.withSubject(null)));
    }
}
