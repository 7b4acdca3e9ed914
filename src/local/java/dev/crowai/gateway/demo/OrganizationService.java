package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Services;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The organization service. It trusts {@code X-Internal-Key}, and {@code X-Organization-Id} together with it. */
final class OrganizationService implements Function<DemoRequest, Response> {
    private static final String BASE = "/api/v1/organizations";

    private final DemoConfig config;
    private final DemoDirectory directory;
    private final DemoTokens tokens;
    private final EchoService echo = new EchoService(Services.ORGANIZATION_SERVICE);

    OrganizationService(DemoConfig config, DemoDirectory directory, DemoTokens tokens) {
        this.config = config;
        this.directory = directory;
        this.tokens = tokens;
    }

    @Override
    public Response apply(DemoRequest request) {
        if (!request.path().startsWith("/api/v1/")) {
            return HealthPages.of(Services.ORGANIZATION_SERVICE, config.clock().instant())
                    .respond(request)
                    .orElseGet(DemoResponses::routeNotFound);
        }
        if (!request.header("X-Internal-Key").equals(Optional.of(config.internalKey()))) {
            return DemoResponses.authenticationRequired();
        }
        List<String> segments = request.segments();
        if (request.is("POST", BASE)) {
            return create(request);
        }
        if (!request.path().startsWith(BASE + "/")) {
            return echo.apply(request);
        }
        if (segments.size() == 5 && segments.get(3).equals("by-auth-id")) {
            return byAuthId(segments.get(4), request);
        }
        return switch (request.method() + " " + (segments.size() == 4 ? "" : segments.get(4))) {
            case "GET " -> own(segments.get(3), request, directory.byId(segments.get(3)));
            case "PATCH " -> rename(segments.get(3), request);
            case "GET members" -> members(segments.get(3), request);
            default -> echo.apply(request);
        };
    }

    private Response byAuthId(String authId, DemoRequest request) {
        if (hasWrongServiceKey(request)) {
            return DemoResponses.refusal(401, "Unauthorized", "Invalid service API key");
        }
        return directory
                .byAuthId(authId)
                .map(organization -> DemoResponses.json(200, organization.toJson()))
                .orElseGet(this::notFound);
    }

    private boolean hasWrongServiceKey(DemoRequest request) {
        return request.header("X-Service-API-Key")
                .filter(key -> !key.equals(config.serviceKey()))
                .isPresent();
    }

    private Response create(DemoRequest request) {
        if (request.header("X-Service-API-Key").isEmpty()) {
            return DemoResponses.refusal(401, "Unauthorized", "Service authentication required");
        }
        return hasWrongServiceKey(request)
                ? DemoResponses.refusal(401, "Unauthorized", "Invalid service API key")
                : echo.apply(request);
    }

    private static boolean isOwn(String id, DemoRequest request) {
        return request.header("X-Organization-Id").equals(Optional.of(id));
    }

    private static Response denied() {
        return DemoResponses.refusal(403, "Forbidden", "Access denied to this organization");
    }

    private Response own(String id, DemoRequest request, Optional<DemoOrganization> organization) {
        if (!isOwn(id, request)) {
            return denied();
        }
        return organization
                .map(found -> DemoResponses.json(200, found.toJson()))
                .orElseGet(this::notFound);
    }

    private Response rename(String id, DemoRequest request) {
        return isOwn(id, request)
                ? own(
                        id,
                        request,
                        directory.rename(id, request.json().path("name").asText()))
                : denied();
    }

    private Response members(String id, DemoRequest request) {
        Optional<String> bearer = request.bearer();
        if (bearer.isEmpty()) {
            return DemoResponses.json(401, DemoResponses.object().put("error", "Unauthorized"));
        }
        if (bearer.flatMap(tokens::verify).isEmpty()) {
            return DemoResponses.json(401, DemoResponses.object().put("error", "Invalid token"));
        }
        if (!isOwn(id, request)) {
            return denied();
        }
        List<DemoProfile> members = directory.profilesIn(id);
        ObjectNode body = DemoResponses.object();
        body.putArray("members")
                .addAll(members.stream().map(DemoProfile::toJson).toList());
        return DemoResponses.json(200, body.put("total", members.size()));
    }

    private Response notFound() {
        return DemoResponses.fault(
                404,
                "ORGANIZATION_NOT_FOUND",
                "Organization not found",
                config.clock().instant());
    }
}
