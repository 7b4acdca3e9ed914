package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * An API key of the auth service.
 *
 * @param userId the owner; empty when the key has no owner
 * @param metadata a JSON object or {@code null}
 * @param limit how many verifications succeed before the key is refused
 * @param uses how many verifications have succeeded
 */
record DemoApiKey(
        String id,
        String key,
        String name,
        Optional<String> userId,
        JsonNode metadata,
        boolean enabled,
        Optional<Instant> expiresAt,
        int limit,
        int uses,
        Instant createdAt,
        Optional<Instant> lastUsedAt) {
    static final String PREFIX = "crow_";

    boolean isUsable(Instant now) {
        return enabled
                && uses < limit
                && expiresAt.filter(end -> !now.isBefore(end)).isEmpty();
    }

    DemoApiKey used(Instant now) {
        return new DemoApiKey(
                id, key, name, userId, metadata, enabled, expiresAt, limit, uses + 1, createdAt, Optional.of(now));
    }

    DemoApiKey changed(boolean nowEnabled, String newName, JsonNode newMetadata) {
        return new DemoApiKey(
                id, key, newName, userId, newMetadata, nowEnabled, expiresAt, limit, uses, createdAt, lastUsedAt);
    }

    DemoApiKey withLimit(int newLimit) {
        return new DemoApiKey(
                id, key, name, userId, metadata, enabled, expiresAt, newLimit, uses, createdAt, lastUsedAt);
    }

    DemoApiKey withoutUser() {
        return new DemoApiKey(
                id, key, name, Optional.empty(), metadata, enabled, expiresAt, limit, uses, createdAt, lastUsedAt);
    }

    /** The key as the auth service shows it. Only the response that creates the key contains the key itself. */
    ObjectNode toJson(boolean withKey) {
        ObjectNode json = DemoResponses.object();
        json.put("name", name);
        json.put("start", key.substring(0, PREFIX.length() + 1));
        json.put("prefix", PREFIX);
        if (withKey) {
            json.put("key", key);
        }
        json.put("userId", userId.orElse(null));
        json.putNull("refillInterval");
        json.putNull("refillAmount");
        json.putNull("lastRefillAt");
        json.put("enabled", enabled);
        json.put("rateLimitEnabled", true);
        json.put("rateLimitTimeWindow", 3600);
        json.put("rateLimitMax", limit);
        json.put("requestCount", uses);
        json.putNull("remaining");
        json.put("lastRequest", lastUsedAt.map(DemoResponses::seconds).orElse(null));
        json.put("expiresAt", expiresAt.map(DemoResponses::seconds).orElse(null));
        json.put("createdAt", DemoResponses.seconds(createdAt));
        json.put("updatedAt", DemoResponses.seconds(lastUsedAt.orElse(createdAt)));
        json.putNull("permissions");
        json.set("metadata", metadata);
        json.put("id", id);
        return json;
    }

    @Override
    public String toString() {
        return "key " + id;
    }
}
