package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The endpoints of the auth service for the invitations of an organization: list, send, cancel. They exist when the demo
 * is populated. Each organization has one pending and one accepted invitation from the start; no email is sent.
 */
final class InvitationEndpoints {
    private static final String LIST = "team-invitations/list-invitations";
    private static final String SEND = "team-invitations/send-invites";
    private static final String ONE = "team-invitations/invitations/";
    private static final Duration LIFETIME = Duration.ofDays(7);

    private record Invitation(String id, String authOrganizationId, String email, String status, Instant createdAt) {
        Invitation canceled() {
            return new Invitation(id, authOrganizationId, email, "canceled", createdAt);
        }

        ObjectNode toJson() {
            return DemoResponses.object()
                    .put("id", id)
                    .put("email", email)
                    .put("role", "member")
                    .put("status", status)
                    .put("expiresAt", DemoResponses.seconds(createdAt.plus(LIFETIME)))
                    .put("createdAt", DemoResponses.seconds(createdAt));
        }
    }

    private final boolean populated;
    private final DemoConfig config;
    private final DemoDirectory directory;
    private final DemoIds ids;
    private final Map<String, Invitation> byId = new LinkedHashMap<>();

    InvitationEndpoints(DemoConfig config, DemoDirectory directory, DemoIds ids) {
        this.populated = config.populated();
        this.config = config;
        this.directory = directory;
        this.ids = ids;
        Instant now = config.clock().instant();
        for (DemoSeed.SeedOrganization organization : DemoSeed.ORGANIZATIONS) {
            put(organization, "Erin", "pending", now.minus(Duration.ofDays(1)));
            put(organization, "Frank", "accepted", now.minus(Duration.ofDays(30)));
        }
    }

    private void put(DemoSeed.SeedOrganization organization, String name, String status, Instant at) {
        DemoSeed.Person invited = new DemoSeed.Person(name, organization);
        put(new Invitation(invited.invitationId(), organization.authId(), invited.email(), status, at));
    }

    private void put(Invitation invitation) {
        byId.put(invitation.id(), invitation);
    }

    /** The response to one of these endpoints; empty for any other path, and for an echo. */
    synchronized Optional<Response> respond(String path, DemoRequest request) {
        if (!populated || ("&" + request.query()).contains("&__echo")) {
            return Optional.empty();
        }
        return switch (request.method()) {
            case "GET" -> path.equals(LIST) ? Optional.of(list(request)) : Optional.empty();
            case "POST" -> path.equals(SEND) ? Optional.of(send(request.json())) : Optional.empty();
            case "DELETE" ->
                path.startsWith(ONE) ? Optional.of(cancel(path.substring(ONE.length()), request)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Response list(DemoRequest request) {
        Optional<String> organization = request.parameter("organizationId").filter(id -> !id.isEmpty());
        if (organization.isEmpty()) {
            return DemoResponses.json(
                    400, DemoResponses.object().put("error", "organizationId query parameter is required"));
        }
        if (!directory.isMember(organization.get(), caller(request))) {
            return forbidden("Access denied to this organization");
        }
        ObjectNode body = DemoResponses.object();
        ArrayNode all = body.putArray("invitations");
        byId.values().stream()
                .filter(invitation -> invitation.authOrganizationId().equals(organization.get()))
                .forEach(invitation -> all.add(invitation.toJson()));
        return DemoResponses.json(200, body);
    }

    private static String caller(DemoRequest request) {
        return request.header("X-User-Id").orElse("");
    }

    private static Response forbidden(String message) {
        return DemoResponses.refusal(403, "Forbidden", message);
    }

    private Response send(JsonNode body) {
        String organization = body.path("organizationId").asText();
        String inviter = body.path("inviterId").asText();
        if (!body.path("emails").isArray() || organization.isEmpty()) {
            return DemoResponses.json(
                    400,
                    DemoResponses.object().put("error", "Invalid request body").put("details", "emails"));
        }
        if (!directory.isMember(organization, inviter)) {
            return forbidden("You are not a member of this organization");
        }
        if (!directory.isOwner(organization, inviter)) {
            return forbidden("Insufficient permissions to invite members");
        }
        ObjectNode sent = DemoResponses.object();
        ArrayNode results = DemoResponses.object().arrayNode();
        ArrayNode errors = results.arrayNode();
        body.path("emails").forEach(email -> invite(organization, email.asText(), results, errors));
        sent.put("success", errors.isEmpty()).put("sent", results.size()).put("failed", errors.size());
        sent.set("results", results);
        sent.set("errors", errors);
        return DemoResponses.json(200, sent);
    }

    private void invite(String organization, String email, ArrayNode results, ArrayNode errors) {
        boolean isPending = byId.values().stream()
                .anyMatch(known -> known.authOrganizationId().equals(organization)
                        && known.email().equals(email)
                        && known.status().equals("pending"));
        if (isPending) {
            errors.addObject()
                    .put("email", email)
                    .put("status", "pending_invite")
                    .put("error", "Invitation already pending");
            return;
        }
        put(new Invitation(
                ids.next(), organization, email, "pending", config.clock().instant()));
        results.addObject().put("email", email).put("messageId", ids.next()).put("status", "invited");
    }

    private Response cancel(String id, DemoRequest request) {
        Optional<Invitation> found = Optional.ofNullable(byId.get(id));
        if (found.isEmpty()) {
            return DemoResponses.refusal(404, "Not Found", "Invitation not found");
        }
        if (!directory.isOwner(found.get().authOrganizationId(), caller(request))) {
            return forbidden("Insufficient permissions");
        }
        put(found.get().canceled());
        return DemoResponses.json(200, DemoResponses.object().put("success", true));
    }
}
