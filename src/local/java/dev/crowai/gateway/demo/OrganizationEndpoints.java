package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Response;
import java.time.InstantSource;
import java.util.Optional;

/** The endpoints of the auth service for organizations: create, activate, list, membership. */
final class OrganizationEndpoints {
    private final DemoAccounts accounts;
    private final DemoDirectory directory;
    private final DemoCookies cookies;
    private final SessionEndpoints sessions;
    private final DemoIds ids;
    private final InstantSource clock;

    OrganizationEndpoints(
            DemoAccounts accounts,
            DemoDirectory directory,
            DemoCookies cookies,
            SessionEndpoints sessions,
            DemoIds ids,
            InstantSource clock) {
        this.accounts = accounts;
        this.directory = directory;
        this.cookies = cookies;
        this.sessions = sessions;
        this.ids = ids;
        this.clock = clock;
    }

    Optional<Response> respond(String path, DemoRequest request) {
        String endpoint = request.method() + " " + path;
        boolean known = endpoint.equals("POST organization/create")
                || endpoint.equals("POST organization/set-active")
                || endpoint.equals("GET organization/list")
                || endpoint.equals("GET organization/get-full-organization")
                || endpoint.equals("GET organization/get-active-member");
        if (!known) {
            return Optional.empty();
        }
        return Optional.of(sessions.session(request)
                .map(session -> switch (path) {
                    case "organization/create" -> create(session, request.json());
                    case "organization/set-active" -> setActive(session, request.json());
                    case "organization/get-active-member" -> activeMember(session);
                    case "organization/get-full-organization" -> whole(session);
                    default -> list(session);
                })
                .orElseGet(SessionEndpoints::noSession));
    }

    private Response create(DemoSession session, JsonNode body) {
        DemoUser owner = accounts.owner(session);
        DemoOrganization created =
                directory.create(body.path("name").asText(), body.path("slug").asText(), owner);
        accounts.put(session.withActive(Optional.of(created.authId())));
        ObjectNode json = created.toAuthJson();
        json.put("id", created.authId());
        json.putArray("members").add(member(created.authId(), owner.id()));
        return DemoResponses.json(200, json);
    }

    /**
     * A known defect of the real service: when it refuses to activate an organization, the session has no organization
     * afterwards.
     */
    private Response setActive(DemoSession session, JsonNode body) {
        String wanted = body.path("organizationId").asText();
        if (body.path("organizationId").isNull()) {
            accounts.put(session.withActive(Optional.empty()));
            return DemoResponses.json(200, NullNode.getInstance());
        }
        Optional<DemoOrganization> organization =
                directory.byAuthId(wanted).filter(known -> directory.isMember(known.authId(), session.userId()));
        accounts.put(session.withActive(organization.map(DemoOrganization::authId)));
        return organization
                .map(chosen -> SessionEndpoints.withCookie(
                        DemoResponses.json(200, shown(chosen)), cookies.session(session.token(), true)))
                .orElseGet(() -> DemoResponses.code(
                        403, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION", "User is not a member of the organization"));
    }

    /**
     * Returns 200 with {@code null} when no organization is active. It does the same for a user who was removed from
     * the active organization, because the session keeps it. The current version of better-auth behaves in this way.
     */
    private Response activeMember(DemoSession session) {
        return session.activeOrganizationId()
                .filter(active -> directory.isMember(active, session.userId()))
                .map(active -> DemoResponses.json(200, member(active, session.userId())))
                .orElseGet(() -> DemoResponses.json(200, NullNode.getInstance()));
    }

    /** The active organization with its members; {@code null} when none is active. */
    private Response whole(DemoSession session) {
        return session.activeOrganizationId()
                .flatMap(directory::byAuthId)
                .map(active -> {
                    ObjectNode json = shown(active);
                    ArrayNode members = json.putArray("members");
                    directory.profilesIn(active.id()).forEach(profile -> {
                        ObjectNode member = member(active.authId(), profile.authUserId());
                        member.putObject("user")
                                .put("id", profile.authUserId())
                                .put("name", profile.name())
                                .put("email", profile.email())
                                .putNull("image");
                        members.add(member);
                    });
                    return DemoResponses.json(200, json);
                })
                .orElseGet(() -> DemoResponses.json(200, NullNode.getInstance()));
    }

    private ObjectNode member(String organizationId, String userId) {
        return DemoResponses.object()
                .put("organizationId", organizationId)
                .put("userId", userId)
                .put("role", directory.isOwner(organizationId, userId) ? "owner" : "member")
                .put("createdAt", DemoResponses.seconds(clock.instant()))
                .put("id", ids.next());
    }

    private Response list(DemoSession session) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        directory.of(session.userId()).forEach(organization -> all.add(shown(organization)));
        return DemoResponses.json(200, all);
    }

    private static ObjectNode shown(DemoOrganization organization) {
        ObjectNode json = organization.toAuthJson();
        json.putNull("metadata");
        json.put("id", organization.authId());
        return json;
    }
}
