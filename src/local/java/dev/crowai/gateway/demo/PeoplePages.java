package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the dashboard asks of the user and the organization service beyond the recorded contracts, in front of them: the
 * pages of a person's settings, a search for people, and what is known of an organization.
 */
final class PeoplePages implements Function<DemoRequest, Response> {
    private final Function<DemoRequest, Response> others;
    private final DemoConfig config;
    private final DemoDirectory directory;

    private PeoplePages(Function<DemoRequest, Response> others, DemoConfig config, DemoDirectory directory) {
        this.others = others;
        this.config = config;
        this.directory = directory;
    }

    /** The pages in front of a service; the service alone when it is not populated. */
    static Function<DemoRequest, Response> before(
            Function<DemoRequest, Response> service, DemoConfig config, DemoDirectory directory) {
        return config.populated() ? new PeoplePages(service, config, directory) : service;
    }

    @Override
    public Response apply(DemoRequest request) {
        List<String> path = request.segments();
        boolean isEcho = ("&" + request.query()).contains("&__echo");
        boolean isTrusted = request.header("X-Internal-Key").equals(Optional.of(config.internalKey()));
        if (isEcho || !isTrusted || path.size() < 4 || !path.getFirst().equals("api")) {
            return others.apply(request);
        }
        return respond(path.subList(2, path.size()), request).orElseGet(() -> others.apply(request));
    }

    private Optional<Response> respond(List<String> path, DemoRequest request) {
        String kind = path.size() > 2 ? String.join("/", path.subList(2, path.size())) : "";
        String endpoint = request.method() + " " + path.getFirst() + "/{id}/" + kind;
        return switch (endpoint) {
            case "GET users/{id}/" ->
                path.get(1).equals("search-email") ? Optional.of(search(request)) : Optional.empty();
            case "GET users/{id}/permissions" ->
                profile(path.get(1)).map(profile -> {
                    ObjectNode body = DemoResponses.object();
                    body.set("permissions", profile.toJson().path("permissions"));
                    return DemoResponses.json(200, body);
                });
            case "GET users/{id}/preferences", "PATCH users/{id}/preferences" ->
                profile(path.get(1))
                        .map(profile -> Response.json(
                                200, profile.toJson().path("preferences").asText()));
            case "PATCH users/{id}/profile" ->
                profile(path.get(1)).map(profile -> DemoResponses.json(200, profile.toJson()));
            case "GET users/{id}/profile-picture" ->
                profile(path.get(1)).map(profile -> DemoResponses.picture(profile.name()));
            case "POST users/{id}/profile-picture" ->
                profile(path.get(1))
                        .map(profile ->
                                DemoResponses.json(200, DemoResponses.object().put("url", request.path())));
            case "GET organizations/{id}/context" -> Optional.of(DemoResponses.json(200, context(config.clock())));
            case "POST organizations/{id}/context/trigger" ->
                Optional.of(DemoResponses.json(202, DemoResponses.object().put("status", "started")));
            default -> Optional.empty();
        };
    }

    private Optional<DemoProfile> profile(String id) {
        return directory.profiles().stream()
                .filter(profile -> profile.id().equals(id))
                .findFirst();
    }

    /** Finds people of the caller's organization by the beginning of their email address. */
    private Response search(DemoRequest request) {
        String organization = request.header("X-Organization-Id").orElse("");
        String wanted = Percent.decode(request.parameter("q").orElse("")).toLowerCase(Locale.ROOT);
        ObjectNode body = DemoResponses.object();
        ArrayNode users = body.putArray("users");
        directory.profilesIn(organization).stream()
                .filter(profile -> profile.email().startsWith(wanted))
                .forEach(profile ->
                        users.addObject().put("email", profile.email()).put("name", profile.name()));
        return DemoResponses.json(200, body);
    }

    private static ObjectNode context(InstantSource clock) {
        return DemoResponses.object()
                .put("context", "A shop for the home, with a web shop and two stores.")
                .put("updatedAt", DemoResponses.millis(clock.instant()));
    }
}
