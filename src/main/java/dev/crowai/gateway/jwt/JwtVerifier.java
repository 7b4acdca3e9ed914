package dev.crowai.gateway.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.IdSyntax;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Verifies bearer JWTs of the auth service (SPEC "Identity", tier 4; RFC 7519, RFC 8725 §3.1). A token is valid when it
 * is signed with RS256 by a key of the auth service's key set, is not expired, and has the configured issuer, if there
 * is one. The gateway never calls the auth service's own verification endpoint, because that endpoint accepts any text
 * as valid (contract c066).
 */
public final class JwtVerifier {
    private static final String ALGORITHM = "RS256";

    /** How far the clock of the auth service may be ahead, so that a token which was just issued is accepted. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private final KeySets keys;
    private final Optional<String> issuer;
    private final InstantSource clock;

    /**
     * A verifier.
     *
     * @param issuer the {@code iss} that tokens must have; empty when it is not checked
     */
    public JwtVerifier(KeySets keys, Optional<String> issuer, InstantSource clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * The user of a token. When the token is invalid, the result is empty and the reason is in the request record.
     *
     * @throws LookupException when the keys cannot be read
     */
    public Optional<Identity> verify(Credential.BearerJwt credential, Exchange exchange) throws LookupException {
        Optional<DecodedJWT> candidate = decode(credential.token().reveal());
        if (candidate.isEmpty()) {
            return refused(Result.JwtFault.UNREADABLE, exchange);
        }
        DecodedJWT token = candidate.get();
        Optional<RSAPublicKey> key = keys.key(token.getKeyId(), exchange);
        if (key.isEmpty()) {
            return refused(Result.JwtFault.UNKNOWN_KEY, exchange);
        }
        Optional<Result.JwtFault> fault = fault(key.get(), token);
        if (fault.isPresent()) {
            return refused(fault.get(), exchange);
        }
        Optional<Identity> user = user(token);
        return user.isPresent() ? user : refused(Result.JwtFault.CLAIMS, exchange);
    }

    /**
     * A token in the right form for a key lookup. For malformed input, the library throws exceptions other than its own
     * too.
     */
    private static Optional<DecodedJWT> decode(String text) {
        try {
            DecodedJWT token = JWT.decode(text);
            boolean whole = ALGORITHM.equals(token.getAlgorithm())
                    && token.getKeyId() != null
                    && token.getExpiresAt() != null
                    && token.getHeaderClaim("crit").isMissing()
                    && token.getPayload() != null;
            return whole ? Optional.of(token) : Optional.empty();
        } catch (RuntimeException garbage) {
            return Optional.empty();
        }
    }

    private static Optional<Identity> refused(Result.JwtFault fault, Exchange exchange) {
        exchange.record().add(fault);
        return Optional.empty();
    }

    private Optional<Result.JwtFault> fault(RSAPublicKey key, DecodedJWT token) {
        JWTVerifier.BaseVerification verification =
                (JWTVerifier.BaseVerification) JWT.require(Algorithm.RSA256(key, null));
        var _ = verification.ignoreIssuedAt().acceptNotBefore(CLOCK_SKEW.toSeconds());
        issuer.ifPresent(verification::withIssuer);
        try {
            verification.build(clock.withZone(ZoneOffset.UTC)).verify(token);
            return Optional.empty();
        } catch (TokenExpiredException expired) {
            return Optional.of(Result.JwtFault.EXPIRED);
        } catch (SignatureVerificationException forged) {
            return Optional.of(Result.JwtFault.SIGNATURE);
        } catch (RuntimeException refused) {
            return Optional.of(Result.JwtFault.CLAIMS);
        }
    }

    /**
     * The user in the claims. A claim that is present must have the right type: for example, a token whose organization
     * is not a text is refused.
     */
    private static Optional<Identity> user(DecodedJWT token) {
        Optional<String> subject = id(token.getClaim("sub"));
        Claim organization = token.getClaim("organizationId");
        Claim active = token.getClaim("activeOrganizationId");
        Claim anonymous = token.getClaim("isAnonymous");
        boolean readable = isAbsent(anonymous) || anonymous.asBoolean() != null;
        if (subject.isEmpty() || isWrong(organization) || isWrong(active) || !readable) {
            return Optional.empty();
        }
        Secret jwt = Secret.of(token.getToken());
        return Optional.of(
                Boolean.TRUE.equals(anonymous.asBoolean())
                        ? new Identity.Anonymous(subject, Optional.of(jwt))
                        : new Identity.JwtUser(subject.get(), id(organization), id(active), jwt));
    }

    private static boolean isWrong(Claim claim) {
        return !isAbsent(claim) && !"".equals(claim.asString()) && id(claim).isEmpty();
    }

    private static boolean isAbsent(Claim claim) {
        return claim.isMissing() || claim.isNull();
    }

    private static Optional<String> id(Claim claim) {
        return Optional.ofNullable(claim.asString()).filter(IdSyntax::isId);
    }
}
