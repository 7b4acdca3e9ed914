package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A session of the auth service. It lasts one week. It is renewed when it is used at least one day after the last
 * renewal.
 *
 * @param activeOrganizationId the auth service's id of the organization, not the internal UUID
 */
record DemoSession(
        String token,
        String id,
        String userId,
        Instant createdAt,
        Instant expiresAt,
        String ipAddress,
        String userAgent,
        Optional<String> activeOrganizationId) {
    static final Duration LIFETIME = Duration.ofDays(7);
    private static final Duration RENEWED_AFTER = Duration.ofDays(1);

    boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    boolean isDueForRenewal(Instant now) {
        return !now.isBefore(expiresAt.minus(LIFETIME).plus(RENEWED_AFTER));
    }

    DemoSession withActive(Optional<String> organizationId) {
        return new DemoSession(token, id, userId, createdAt, expiresAt, ipAddress, userAgent, organizationId);
    }

    DemoSession withExpiry(Instant time) {
        return new DemoSession(token, id, userId, createdAt, time, ipAddress, userAgent, activeOrganizationId);
    }

    ObjectNode toJson() {
        ObjectNode json = DemoResponses.object();
        json.put("expiresAt", DemoResponses.seconds(expiresAt));
        json.put("token", token);
        json.put("createdAt", DemoResponses.seconds(createdAt));
        json.put("updatedAt", DemoResponses.seconds(createdAt));
        json.put("ipAddress", ipAddress);
        json.put("userAgent", userAgent);
        json.put("userId", userId);
        json.put("activeOrganizationId", activeOrganizationId.orElse(null));
        json.put("id", id);
        return json;
    }

    @Override
    public String toString() {
        return "session " + id;
    }
}
