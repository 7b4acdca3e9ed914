package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Services;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The user service. It trusts {@code X-Internal-Key}. An internal call without an organization may read all users. */
final class UserService implements Function<DemoRequest, Response> {
    private static final String BASE = "/api/v1/users/";
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final DemoConfig config;
    private final DemoDirectory directory;
    private final EchoService echo = new EchoService(Services.USER_SERVICE);

    UserService(DemoConfig config, DemoDirectory directory) {
        this.config = config;
        this.directory = directory;
    }

    @Override
    public Response apply(DemoRequest request) {
        if (!request.path().startsWith("/api/v1/")) {
            return HealthPages.of(Services.USER_SERVICE, config.clock().instant())
                    .respond(request)
                    .orElseGet(DemoResponses::routeNotFound);
        }
        if (!request.header("X-Internal-Key").equals(Optional.of(config.internalKey()))) {
            return DemoResponses.authenticationRequired();
        }
        if (!request.method().equals("GET") || !request.path().startsWith(BASE)) {
            return echo.apply(request);
        }
        List<String> rest = request.segments().subList(3, request.segments().size());
        if (rest.size() == 1) {
            return switch (rest.getFirst()) {
                case "me" -> DemoResponses.refusal(401, "Unauthorized", "Missing subject in token");
                case "search" -> search(request);
                default -> byId(rest.getFirst());
            };
        }
        return switch (rest.getFirst()) {
            case "by-auth-id" -> byAuthId(rest.get(1));
            case "by-organization" -> byOrganization(rest.get(1), request);
            default -> echo.apply(request);
        };
    }

    private static Response badRequest() {
        return DemoResponses.refusal(400, "Bad Request", "Invalid request parameters");
    }

    private Response byAuthId(String authId) {
        return directory
                .profile(authId)
                .map(profile -> DemoResponses.json(200, profile.toJson()).with("Cache-Control", "private, no-store"))
                .orElseGet(UserService::notFound);
    }

    private static Response notFound() {
        return DemoResponses.json(404, DemoResponses.object().put("error", "User not found"));
    }

    private Response byId(String id) {
        if (!UUID.matcher(id).matches()) {
            return badRequest();
        }
        return directory.profiles().stream()
                .filter(profile -> profile.id().equals(id))
                .findFirst()
                .map(profile -> DemoResponses.json(200, profile.toJson()))
                .orElseGet(UserService::notFound);
    }

    private Response byOrganization(String id, DemoRequest request) {
        boolean another = request.header("X-Organization-Id")
                .filter(organization -> !organization.equals(id))
                .isPresent();
        return another
                ? DemoResponses.refusal(403, "Forbidden", "Access denied to this organization")
                : list(directory.profilesIn(id));
    }

    private Response search(DemoRequest request) {
        Optional<String> organization = request.header("X-Organization-Id");
        if (organization.isEmpty()) {
            return badRequest();
        }
        String wanted = Percent.decode(request.parameter("q").orElse("")).toLowerCase(Locale.ROOT);
        return list(directory.profilesIn(organization.get()).stream()
                .filter(profile -> profile.name().toLowerCase(Locale.ROOT).contains(wanted))
                .toList());
    }

    private static Response list(List<DemoProfile> profiles) {
        ObjectNode body = DemoResponses.object();
        body.putArray("users").addAll(profiles.stream().map(DemoProfile::toJson).toList());
        return DemoResponses.json(200, body.put("total", profiles.size()));
    }
}
