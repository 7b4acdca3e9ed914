package dev.crowai.gateway.jwt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The RSA signature keys of a JSON Web Key Set (RFC 7517, RFC 7518 §6.3.1), by key id. */
final class KeySet {
    /** The smallest modulus in bits (RFC 7518 §3.3). */
    private static final int LEAST_BITS = 2048;

    static final KeySet EMPTY = new KeySet(Map.of());

    private final Map<String, RSAPublicKey> byId;

    private KeySet(Map<String, RSAPublicKey> byId) {
        this.byId = Map.copyOf(byId);
    }

    /** Parses a key set. Keys of another type or use are left out. Empty when the text is not a key set. */
    static Optional<KeySet> parse(String text) {
        JsonNode keys;
        try {
            keys = JsonMapper.builder().build().readTree(text).path("keys");
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
        if (!keys.isArray()) {
            return Optional.empty();
        }
        Map<String, RSAPublicKey> byId = new HashMap<>();
        for (JsonNode key : keys) {
            if (isSignatureKey(key)) {
                rsa(key).ifPresent(rsa -> byId.put(key.path("kid").asText(), rsa));
            }
        }
        return Optional.of(new KeySet(byId));
    }

    /** Whether the key is an RSA key for RS256 with an id, and not for encryption. */
    private static boolean isSignatureKey(JsonNode key) {
        return key.path("kty").asText().equals("RSA")
                && key.path("alg").asText("RS256").equals("RS256")
                && key.path("use").asText("sig").equals("sig")
                && !key.path("kid").asText().isEmpty();
    }

    private static Optional<RSAPublicKey> rsa(JsonNode key) {
        try {
            BigInteger modulus = number(key.path("n"));
            BigInteger exponent = number(key.path("e"));
            return modulus.bitLength() < LEAST_BITS
                    ? Optional.empty()
                    : Optional.of((RSAPublicKey)
                            KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent)));
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    private static BigInteger number(JsonNode base64Url) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64Url.asText()));
    }

    Optional<RSAPublicKey> key(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
