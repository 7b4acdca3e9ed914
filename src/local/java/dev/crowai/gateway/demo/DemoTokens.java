package dev.crowai.gateway.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The JWTs of the auth service: RS256, valid for 15 minutes, signed by {@link DemoSigningKey} until a rotation. */
public final class DemoTokens {
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private record Key(String id, KeyPair pair) {
        RSAPublicKey publicKey() {
            return (RSAPublicKey) pair.getPublic();
        }
    }

    private final DemoIds ids;
    private final DemoDirectory directory;
    private final InstantSource clock;
    private volatile Key current;

    DemoTokens(DemoIds ids, DemoDirectory directory, InstantSource clock) {
        this.ids = ids;
        this.directory = directory;
        this.clock = clock;
        this.current = new Key(DemoSigningKey.ID, DemoSigningKey.pair());
    }

    private static Key newKey(DemoIds ids) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new Key(ids.next(), generator.generateKeyPair());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has RSA", missing);
        }
    }

    /** Signs with a new key from now on. The old key is removed from the key set. */
    public void rotate() {
        current = newKey(ids);
    }

    public String keyId() {
        return current.id();
    }

    public RSAPublicKey publicKey() {
        return current.publicKey();
    }

    /** The claims of a user's JWT, valid from now. */
    public ObjectNode claims(SignedIn caller) {
        ObjectNode claims = DemoResponses.object();
        claims.put("sub", caller.userId());
        caller.organizationId().ifPresent(id -> claims.put("organizationId", id));
        return lasting(claims, clock.instant());
    }

    /** A JWT with these claims, without any check, signed with the current key. */
    public String sign(ObjectNode claims) {
        Key key = current;
        return sign(DemoResponses.object().put("alg", "RS256").put("kid", key.id()), claims, key);
    }

    /**
     * A JWT with this header and these claims. It is signed with the current key as RS256, even if the header names
     * another algorithm.
     */
    public String sign(ObjectNode header, ObjectNode claims) {
        return sign(header, claims, current);
    }

    private static String sign(ObjectNode header, ObjectNode claims, Key key) {
        String content = encode(header) + "." + encode(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.pair().getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("signing failed", broken);
        }
    }

    String issue(DemoUser user, Optional<String> activeOrganizationId) {
        ObjectNode claims = DemoResponses.object();
        claims.setAll(user.toJson());
        directory.profile(user.id()).ifPresent(profile -> claims.put("organizationId", profile.organizationId()));
        claims.put("activeOrganizationId", activeOrganizationId.orElse(null));
        claims.put("sub", user.id());
        return sign(lasting(claims, clock.instant()));
    }

    private static ObjectNode lasting(ObjectNode claims, Instant now) {
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFETIME).getEpochSecond());
        claims.put("iss", DemoConfig.ISSUER);
        claims.put("aud", DemoConfig.ISSUER);
        return claims;
    }

    /** The claims of a JWT; empty unless this service signed it and it has not expired. */
    public Optional<JsonNode> verify(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(current.publicKey());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
                return Optional.empty();
            }
            JsonNode claims =
                    JSON.readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return Optional.of(claims)
                    .filter(known ->
                            known.path("exp").asLong() > clock.instant().getEpochSecond());
        } catch (GeneralSecurityException | IllegalArgumentException | JsonProcessingException bad) {
            return Optional.empty();
        }
    }

    /** The JSON Web Key Set (RFC 7517). */
    ObjectNode keySet() {
        Key key = current;
        ObjectNode set = DemoResponses.object();
        set.putArray("keys")
                .addObject()
                .put("alg", "RS256")
                .put("kty", "RSA")
                .put("n", unsigned(key.publicKey().getModulus()))
                .put("e", unsigned(key.publicKey().getPublicExponent()))
                .put("kid", key.id());
        return set;
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static String encode(ObjectNode json) {
        return BASE64.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
