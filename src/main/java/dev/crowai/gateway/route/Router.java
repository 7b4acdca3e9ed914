package dev.crowai.gateway.route;

import dev.crowai.gateway.http.HostilePath;
import dev.crowai.gateway.http.MaxForwards;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.Route.Page;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the route of a request (SPEC "Routing", "Pipelines", "Public path overrides"). Pure. */
public final class Router {
    private static final Pattern SERVICE_PATH = Pattern.compile("/api/v([0-9]+)/([^/]+)(/.*)?", Pattern.DOTALL);

    private final Services services;

    public Router(Services services) {
        this.services = services;
    }

    public Route route(Request request) {
        Optional<String> hostile = HostilePath.reason(request.path());
        if (hostile.isPresent()) {
            return new Route.Malformed(Problem.badRequest(hostile.get()));
        }
        if (request.method() == Method.TRACE && !MaxForwards.endsHere(request)) {
            return new Route.WrongMethod(Method.ALLOWED);
        }
        Optional<Page> page = page(request.path());
        if (page.isPresent()) {
            return request.method() == Method.GET || request.method() == Method.HEAD
                    ? new Route.BuiltIn(page.get())
                    : new Route.WrongMethod("GET, HEAD");
        }
        Matcher matcher = SERVICE_PATH.matcher(request.path());
        if (!matcher.matches()) {
            return new Route.NotFound("Route not found");
        }
        String version = matcher.group(1);
        String rest = Optional.ofNullable(matcher.group(3)).orElse("");
        return services.bySegment(matcher.group(2))
                .<Route>map(service -> toService(request, service, version, rest))
                .orElseGet(() -> new Route.NotFound("Service not found"));
    }

    private static Optional<Page> page(String path) {
        return switch (path) {
            case "/" -> Optional.of(Page.ROOT);
            case "/health" -> Optional.of(Page.HEALTH);
            case "/ready" -> Optional.of(Page.READY);
            case "/docs" -> Optional.of(Page.DOCS);
            default -> path.startsWith("/docs/") ? Optional.of(Page.DOCS) : Optional.empty();
        };
    }

    private static Route.ToService toService(Request request, Service service, String version, String rest) {
        String out = service.oneSegmentKey(rest);
        String path = "/api/v" + version + "/" + service.segment() + out;
        return new Route.ToService(service, version, path, out, service.chain(request.method(), rest));
    }
}
