package dev.crowai.gateway.aws.priming;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.Upstream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * The services in memory, as far as priming needs them. The gateway's own lookups get responses according to the
 * recorded contracts (c037, c042, c064, c070, c079, c104); every other request gets a page of products. Its keys and
 * token are new and are valid nowhere else.
 */
final class PrimingServices implements Upstream {
    private static final Duration SESSION = Duration.ofDays(7);
    private static final Duration TOKEN = Duration.ofMinutes(15);
    private static final String USER = "priming-user";
    private static final String AUTH_ORGANIZATION = "priming-organization";
    private static final String ORGANIZATION = "00000000-0000-4000-8000-000000000000";
    private static final String PRODUCTS =
            "{\"products\":[" + "{\"id\":\"1\",\"name\":\"caf\u00e9 \\\"one\\\"\",\"price\":1.25},".repeat(40) + "{}]}";

    private final String jwt;
    private final String session;
    private final String keySet;

    private PrimingServices(String jwt, String session, String keySet) {
        this.jwt = jwt;
        this.session = session;
        this.keySet = keySet;
    }

    /**
     * Services with a new key.
     *
     * @param issuer the {@code iss} of their tokens; empty when it is not checked
     */
    static PrimingServices create(Optional<String> issuer, Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        JWTCreator.Builder claims = JWT.create()
                .withKeyId("priming")
                .withSubject(USER)
                .withIssuedAt(now)
                .withExpiresAt(now.plus(TOKEN));
        issuer.ifPresent(claims::withIssuer);
        String jwt = claims.sign(Algorithm.RSA256(null, (RSAPrivateKey) keys.getPrivate()));
        String session = """
                {"session":{"id":"priming","userId":"%s","expiresAt":"%s","activeOrganizationId":"%s"},
                 "user":{"id":"%s","name":"P","email":"p@example.test","isAnonymous":false}}""".formatted(USER, now.plus(SESSION), AUTH_ORGANIZATION, USER);
        return new PrimingServices(jwt, session, keySet((RSAPublicKey) keys.getPublic()));
    }

    private static String keySet(RSAPublicKey key) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return "{\"keys\":[{\"kty\":\"RSA\",\"alg\":\"RS256\",\"kid\":\"priming\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(
                        base64.encodeToString(key.getModulus().toByteArray()),
                        base64.encodeToString(key.getPublicExponent().toByteArray()));
    }

    /** A token that these services have issued. */
    String jwt() {
        return jwt;
    }

    @Override
    public Response send(Call call) {
        return switch (call.uri().getPath()) {
            case "/api/v1/auth/get-session" -> Response.json(200, session).with("set-auth-jwt", jwt);
            case "/api/v1/auth/organization/get-active-member" ->
                Response.json(
                        200,
                        "{\"id\":\"priming\",\"userId\":\"" + USER + "\",\"organizationId\":\"" + AUTH_ORGANIZATION
                                + "\",\"role\":\"member\"}");
            case "/api/v1/auth/jwks" -> Response.json(200, keySet);
            case "/api/v1/auth/api-key/verify" ->
                Response.json(
                        200,
                        "{\"valid\":true,\"key\":{\"id\":\"priming\",\"userId\":\"" + USER
                                + "\",\"metadata\":{\"organizationId\":\"" + ORGANIZATION + "\"}}}");
            case "/api/v1/auth/sign-in/anonymous" ->
                Response.json(200, "{\"token\":\"priming\",\"user\":{\"isAnonymous\":true}}")
                        .with("Set-Cookie", "better-auth.session_token=priming.priming; Path=/; HttpOnly");
            case "/api/v1/organizations/by-auth-id/" + AUTH_ORGANIZATION ->
                Response.json(
                        200, "{\"id\":\"" + ORGANIZATION + "\",\"betterAuthOrgId\":\"" + AUTH_ORGANIZATION + "\"}");
            case "/api/v1/users/by-auth-id/" + USER ->
                Response.json(200, "{\"id\":\"priming\",\"organizationId\":\"" + ORGANIZATION + "\"}");
            default -> Response.json(200, PRODUCTS).with("Cache-Control", "max-age=60");
        };
    }
}
