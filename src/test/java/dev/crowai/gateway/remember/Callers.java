package dev.crowai.gateway.remember;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.lookup.IdentityService.UserRow;
import dev.crowai.gateway.lookup.IdentityService.VerifiedKey;
import dev.crowai.gateway.pipeline.Deadline;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.testing.Exchanges;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/** Callers and their requests. */
public final class Callers {
    static final Duration TIME = Duration.ofSeconds(20);

    private Callers() {}

    static Credential.SessionCookie cookie(String value) {
        return new Credential.SessionCookie(Secret.of(value));
    }

    static Credential.ApiKey key(String value) {
        return new Credential.ApiKey(Secret.of(value));
    }

    /** A session of a week, with a JWT of 15 minutes, as the auth service makes them. */
    static Session session(String userId, Instant now) {
        return new Session(
                userId,
                false,
                new ActiveOrganization.Proved("org-of-" + userId),
                jwt(userId, now.plusSeconds(900)),
                now.plusSeconds(604_800));
    }

    /** A row of the user service that names an organization. */
    static UserRow row(String organizationId) {
        return new UserRow("row-1", Optional.of(organizationId));
    }

    static VerifiedKey verifiedKey(String keyId, String userId) {
        return new VerifiedKey(
                Optional.of(keyId),
                Optional.of(userId),
                new ClaimedOrganization.Named("claimed-organization"),
                Optional.empty());
    }

    public static Secret jwt(String userId, Instant end) {
        return Secret.of(part("{\"alg\":\"RS256\"}")
                + "."
                + part("{\"sub\":\"" + userId + "\",\"email\":\"" + userId + "@example.test\",\"exp\":"
                        + end.getEpochSecond() + "}")
                + "." + part("signature"));
    }

    public static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    static PlatformSecrets secrets(String internalKey) {
        return new PlatformSecrets(Secret.of(internalKey), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A request with 20 seconds left. */
    static Exchange exchange(InstantSource clock) {
        return exchange(clock, TIME);
    }

    static Exchange exchange(InstantSource clock, Duration left) {
        return exchange(clock, left, "192.0.2.7", Method.GET, "/api/v1/qna/x", Headers.EMPTY, Body.EMPTY);
    }

    static Exchange from(String address, InstantSource clock) {
        return exchange(clock, TIME, address, Method.GET, "/api/v1/qna/x", Headers.EMPTY, Body.EMPTY);
    }

    static Exchange to(Method method, String path, Headers headers, Body body, InstantSource clock) {
        return exchange(clock, TIME, "192.0.2.7", method, path, headers, body);
    }

    private static Exchange exchange(
            InstantSource clock,
            Duration left,
            String address,
            Method method,
            String path,
            Headers headers,
            Body body) {
        Request request = Exchanges.from(address, Exchanges.request(method, path, headers, body));
        return Exchanges.of(request, Deadline.in(left, clock), new RequestRecord(() -> 0));
    }
}
