package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Listing, creating, changing, deleting and verifying API keys. */
final class ApiKeyEndpoints {
    private final DemoConfig config;
    private final DemoKeys keys;
    private final DemoDirectory directory;
    private final SessionEndpoints sessions;

    ApiKeyEndpoints(DemoConfig config, DemoKeys keys, DemoDirectory directory, SessionEndpoints sessions) {
        this.config = config;
        this.keys = keys;
        this.directory = directory;
        this.sessions = sessions;
    }

    Optional<Response> respond(String path, DemoRequest request) {
        return switch (request.method() + " " + path) {
            case "GET api-key/list" -> Optional.of(list(request));
            case "POST api-key/create" -> Optional.of(create(request));
            case "POST api-key/update" -> Optional.of(update(request));
            case "POST api-key/delete" -> Optional.of(delete(request));
            default -> Optional.empty();
        };
    }

    private Response list(DemoRequest request) {
        return sessions.session(request)
                .map(session -> {
                    ArrayNode all = JsonNodeFactory.instance.arrayNode();
                    keys.of(session.userId()).forEach(key -> all.add(key.toJson(false)));
                    return DemoResponses.json(200, all);
                })
                .orElseGet(ApiKeyEndpoints::invalidSession);
    }

    private Response create(DemoRequest request) {
        JsonNode body = request.json();
        Instant now = config.clock().instant();
        String name = body.path("name").asText();
        if (name.isEmpty() || name.length() > 255) {
            return DemoResponses.fault(400, "VALIDATION_ERROR", "name is required and must be 1-255 characters", now);
        }
        Optional<Instant> expiresAt = body.path("expiresIn").isNumber()
                ? Optional.of(now.plus(Duration.ofSeconds(body.path("expiresIn").asLong())))
                : Optional.empty();
        return sessions.session(request)
                .map(session -> keys.create(name, session.userId(), metadata(session.userId(), body), expiresAt))
                .map(key -> DemoResponses.json(200, key.toJson(true)))
                .orElseGet(ApiKeyEndpoints::invalidSession);
    }

    /**
     * A known defect of the real service: it replaces the organization in the client's metadata only when the user has
     * an organization.
     */
    private JsonNode metadata(String userId, JsonNode body) {
        JsonNode sent = body.path("metadata");
        return directory
                .profile(userId)
                .<JsonNode>map(profile -> {
                    ObjectNode metadata = DemoResponses.object().put("organizationId", profile.organizationId());
                    sent.properties().forEach(field -> {
                        if (!field.getKey().equals("organizationId")) {
                            metadata.set(field.getKey(), field.getValue());
                        }
                    });
                    return metadata;
                })
                .orElse(sent.isObject() ? sent : NullNode.getInstance());
    }

    private Response update(DemoRequest request) {
        JsonNode body = request.json();
        return own(request)
                .flatMap(own -> keys.change(
                        own.id(),
                        key -> key.changed(
                                body.path("enabled").asBoolean(key.enabled()),
                                body.path("name").asText(key.name()),
                                body.has("metadata") ? body.get("metadata") : key.metadata())))
                .map(key -> DemoResponses.json(200, key.toJson(false)))
                .orElseGet(() -> notOwn(request));
    }

    private Response delete(DemoRequest request) {
        return own(request)
                .map(key -> {
                    keys.delete(key.id());
                    return DemoResponses.json(200, DemoResponses.object().put("success", true));
                })
                .orElseGet(() -> notOwn(request));
    }

    /** The key that the body names; empty when it does not belong to the session's user. */
    private Optional<DemoApiKey> own(DemoRequest request) {
        return sessions.session(request)
                .flatMap(session -> keys.byId(request.json().path("keyId").asText())
                        .filter(key -> key.userId().equals(Optional.of(session.userId()))));
    }

    private Response notOwn(DemoRequest request) {
        return sessions.session(request).isEmpty()
                ? invalidSession()
                : DemoResponses.code(404, "KEY_NOT_FOUND", "API Key not found");
    }

    private static Response invalidSession() {
        return DemoResponses.code(401, "UNAUTHORIZED_OR_INVALID_SESSION", "Unauthorized or invalid session");
    }

    /**
     * Verifies a key. There are two kinds of 401: with {@code error}, the service does not accept the caller; without
     * it, the key is invalid.
     */
    Response verify(DemoRequest request) {
        boolean known = request.header("X-Internal-Key").equals(Optional.of(config.internalKey()))
                || request.header("X-Service-API-Key").equals(Optional.of(config.serviceKey()));
        if (!known) {
            return DemoResponses.json(401, verdict(false).put("error", "Unauthorized"));
        }
        Optional<String> key = Optional.of(request.json().path("key").asText())
                .filter(text -> !text.isEmpty())
                .or(() -> request.header("X-API-Key"))
                .or(request::bearer);
        if (key.isEmpty()) {
            return DemoResponses.json(400, verdict(false).put("error", "Missing key"));
        }
        return key.flatMap(keys::use)
                .map(used -> DemoResponses.json(200, verdict(true).set("key", used.toJson(false))))
                .orElseGet(() -> DemoResponses.json(401, verdict(false)));
    }

    private static ObjectNode verdict(boolean valid) {
        return DemoResponses.object().put("valid", valid);
    }
}
