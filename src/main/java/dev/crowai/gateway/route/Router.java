package dev.crowai.gateway.route;

import dev.crowai.gateway.http.HostilePath;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.Route.Chain;
import dev.crowai.gateway.route.Route.Page;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides where a request leads (SPEC "Routing", "Pipelines", "Public path overrides"). Pure. */
public final class Router {
    private static final Pattern SERVICE_PATH = Pattern.compile("/api/v([0-9]{1,18})/([^/]+)(/.*)?", Pattern.DOTALL);
    private static final String IMAGES = "/images/";

    private final Services services;

    public Router(Services services) {
        this.services = services;
    }

    public Route route(Request request) {
        Optional<String> hostile = HostilePath.reason(request.path());
        if (hostile.isPresent()) {
            return new Route.Malformed(Problem.badRequest(hostile.get()));
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
        boolean image = isImage(service, rest);
        String out = image ? IMAGES + Percent.encodeSegment(Percent.decode(rest.substring(IMAGES.length()))) : rest;
        String path = "/api/v" + version + "/" + service.segment() + out;
        return new Route.ToService(service, version, path, out, chain(request.method(), service, rest, image));
    }

    /** The key of an image is one segment for the service, whatever slashes it holds. */
    private static boolean isImage(Service service, String rest) {
        return service.segment().equals("products") && rest.startsWith(IMAGES) && rest.length() > IMAGES.length();
    }

    private static Chain chain(Method method, Service service, String rest, boolean image) {
        return switch (service.segment()) {
            case "auth" -> authChain(rest);
            case "better-auth" -> Chain.AUTH;
            default -> (image && method.isRead()) || isPublic(method, service, rest) ? Chain.OPEN : Chain.SERVICE;
        };
    }

    private static Chain authChain(String rest) {
        if (rest.startsWith("/onboarding/")) {
            return Chain.ONBOARDING;
        }
        if (rest.startsWith("/team-invitations/")) {
            return Chain.TEAM_INVITATIONS;
        }
        return rest.startsWith("/jwt/") || rest.equals("/api-key/verify") ? Chain.OPEN : Chain.AUTH;
    }

    /** The exact paths that skip authentication, on services that need a caller too. */
    private static boolean isPublic(Method method, Service service, String rest) {
        return switch (rest) {
            case "/health", "/ready" -> method.isRead();
            case "/webhook" -> method == Method.POST && service.segment().equals("billing");
            default -> false;
        };
    }
}
