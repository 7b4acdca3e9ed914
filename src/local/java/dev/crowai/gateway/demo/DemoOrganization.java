package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * An organization, which has two ids.
 *
 * @param authId the id in the auth service
 * @param id the internal UUID that every other service uses
 */
record DemoOrganization(String authId, String id, String name, String slug, Instant createdAt) {

    /** The organization as the auth service shows it. */
    ObjectNode toAuthJson() {
        ObjectNode json = DemoResponses.object();
        json.put("name", name);
        json.put("slug", slug);
        json.putNull("logo");
        json.put("createdAt", DemoResponses.seconds(createdAt));
        return json;
    }

    /** The organization as the organization service shows it. */
    ObjectNode toJson() {
        ObjectNode json = DemoResponses.object();
        json.put("id", id);
        json.put("betterAuthOrgId", authId);
        json.put("name", name);
        json.putNull("logo");
        json.put("status", "active");
        json.put("createdAt", DemoResponses.millis(createdAt));
        json.put("updatedAt", DemoResponses.millis(createdAt));
        return json;
    }
}
