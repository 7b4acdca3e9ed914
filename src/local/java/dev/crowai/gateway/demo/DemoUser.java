package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** A user of the auth service. */
record DemoUser(String id, String name, String email, String password, boolean anonymous, Instant createdAt) {

    /** The user as the auth service shows it, without the password. */
    ObjectNode toJson() {
        ObjectNode json = DemoResponses.object();
        json.put("name", name);
        json.put("email", email);
        json.put("emailVerified", false);
        json.putNull("image");
        json.put("createdAt", DemoResponses.seconds(createdAt));
        json.put("updatedAt", DemoResponses.seconds(createdAt));
        json.put("isAnonymous", anonymous);
        json.put("id", id);
        return json;
    }

    @Override
    public String toString() {
        return "user " + id;
    }
}
