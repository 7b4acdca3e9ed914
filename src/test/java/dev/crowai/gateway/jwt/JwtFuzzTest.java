package dev.crowai.gateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.HttpIdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** No bytes are a valid token but those that the auth service signed, and no key set is one but a proper one. */
class JwtFuzzTest {
    private static final KeyPair KEYS = Platform.rsa();
    private static final String GENUINE = JWT.create()
            .withKeyId("key-1")
            .withSubject("ann")
            .withExpiresAt(Exchanges.NOW.plusSeconds(900))
            .sign(Algorithm.RSA256(null, (RSAPrivateKey) KEYS.getPrivate()));
    private static final String SET = Platform.jwks("key-1", (RSAPublicKey) KEYS.getPublic());
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private static KeySets keySets(String text) {
        PlatformSecrets secrets =
                new PlatformSecrets(Secret.of("k"), Optional.empty(), Optional.empty(), Optional.empty());
        return new KeySets(
                new HttpIdentityService(
                        Exchanges.SERVICES.auth(),
                        Exchanges.SERVICES.organizations(),
                        Exchanges.SERVICES.users(),
                        _ -> Response.json(200, text),
                        () -> secrets,
                        Runnable::run),
                Exchanges.CLOCK);
    }

    private final KeySets keys = keySets(SET);

    /**
     * {@code t} and bytes that are XORed into the genuine token; {@code c}, header and claims, which get the genuine
     * signature and none; anything else is a key set.
     */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "{\"alg\":\"RS256\",\"kid\":\"key-1\"}{\"sub\":\"ann\",\"exp\":4102444800}",
        "\"alg\":\"none\"",
        "\"alg\":\"HS256\"",
        "\"crit\":[\"exp\"]",
        "\"exp\":",
        "\"nbf\":",
        "\"organizationId\":",
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"",
        "\"e\":\"AQAB\"",
        "1e999",
        "null"
    })
    void nothing_but_a_signed_token_is_valid(byte[] data) {
        if (data.length == 0) {
            return;
        }
        String text = new String(data, 1, data.length - 1, StandardCharsets.UTF_8);
        switch (data[0]) {
            case 't' -> verify(changed(data));
            case 'c' -> {
                String[] parts = text.split("\n", 2);
                String unsigned = encoded(parts[0]) + "." + encoded(parts.length > 1 ? parts[1] : "{}") + ".";
                verify(unsigned);
                verify(unsigned + GENUINE.substring(GENUINE.lastIndexOf('.') + 1));
                JwtExpiry.of(Secret.of(unsigned))
                        .ifPresent(end -> assertThat(end).isAfterOrEqualTo(Instant.EPOCH));
            }
            default -> readsOrRefuses(new String(data, StandardCharsets.UTF_8));
        }
    }

    private static String encoded(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String changed(byte[] data) {
        byte[] token = GENUINE.getBytes(StandardCharsets.US_ASCII);
        for (int i = 1; i + 2 < data.length; i += 3) {
            token[((data[i] & 0xFF) << 8 | (data[i + 1] & 0xFF)) % token.length] ^= data[i + 2];
        }
        return new String(token, StandardCharsets.ISO_8859_1);
    }

    private void verify(String token) {
        JwtVerifier verifier = new JwtVerifier(keys, Optional.empty(), Exchanges.CLOCK);
        Exchange exchange = Exchanges.get("/api/v1/products");
        try {
            Optional<Identity> user = verifier.verify(new Credential.BearerJwt(Secret.of(token)), exchange);
            if (user.isPresent()) {
                // The last character of a signature holds bits that say nothing (RFC 4648 §3.5).
                assertThat(token.substring(0, token.length() - 1))
                        .isEqualTo(GENUINE.substring(0, GENUINE.length() - 1));
            }
        } catch (LookupException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void readsOrRefuses(String text) {
        KeySet.parse(text).ifPresent(set -> assertThat(set.key("")).isEmpty());
        try {
            var _ = keySets(text).key("a", Exchanges.get("/api/v1/products"));
        } catch (LookupException refused) {
            assertThat(refused.problem().status()).isIn(502, 503);
        }
    }
}
