package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * A user at the user service. It is created when the user joins the first organization.
 *
 * @param organizationId the internal UUID of that first organization
 * @param role {@code admin} or {@code member}
 */
record DemoProfile(
        String id,
        String authUserId,
        String organizationId,
        String email,
        String name,
        String role,
        Instant createdAt) {
    private static final List<String> PERMISSIONS = List.of(
            "interactions:read", "patterns:read", "chat:read", "chat:web:read", "chat:cctv:read", "chat:social:read");
    private static final String PREFERENCES = DemoResponses.object()
            .put("emailPatternAlerts", true)
            .put("emailBillingNotices", true)
            .put("emailTeamInvites", true)
            .put("emailWeeklyDigest", true)
            .toString();

    DemoProfile asAdmin() {
        return new DemoProfile(id, authUserId, organizationId, email, name, "admin", createdAt);
    }

    ObjectNode toJson() {
        ObjectNode json = DemoResponses.object();
        json.put("id", id);
        json.put("organizationId", organizationId);
        json.put("email", email);
        json.put("name", name);
        json.putNull("profilePictureUrl");
        json.putNull("onboardingId");
        PERMISSIONS.forEach(json.putArray("permissions")::add);
        json.put("status", "active");
        json.put("role", role);
        json.put("preferences", PREFERENCES);
        json.put("createdAt", DemoResponses.millis(createdAt));
        json.put("updatedAt", DemoResponses.millis(createdAt));
        return json;
    }

    @Override
    public String toString() {
        return "profile " + id;
    }
}
