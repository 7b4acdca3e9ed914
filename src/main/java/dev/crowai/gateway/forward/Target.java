package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.Route;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where a request goes, and where a redirect of a service leads from outside. Pure. */
final class Target {
    private Target() {}

    /** The service's base URL, the path of the route and the raw query of the client. */
    static URI of(Route.ToService route, Request request) {
        String query = request.query().isEmpty() ? "" : "?" + Percent.repairQuery(request.query());
        return URI.create(route.service().baseUrl() + route.path() + query);
    }

    /** A {@code Location} that points at the service's internal host, as one that points at the public host. */
    static String publicLocation(String location, Route.ToService route, Request request) {
        URI base = route.service().baseUrl();
        return parse(location.substring(0, afterAuthority(location)))
                .filter(uri -> uri.getHost() != null && sameAuthority(uri, base))
                .map(uri -> scheme(request) + "://" + request.host() + location.substring(afterAuthority(location)))
                .orElse(location);
    }

    /** Scheme and authority alone: what follows may be anything that a browser reads. */
    private static Optional<URI> parse(String origin) {
        try {
            return Optional.of(new URI(origin));
        } catch (URISyntaxException opaque) {
            return Optional.empty();
        }
    }

    /** The same host and port, whatever the scheme: a service behind a TLS proxy may write {@code http}. */
    private static boolean sameAuthority(URI uri, URI base) {
        return base.getHost().equalsIgnoreCase(uri.getHost())
                && (uri.getPort() == base.getPort()
                        || (base.getPort() < 0 && (uri.getPort() == 443 || uri.getPort() == 80)));
    }

    private static int afterAuthority(String location) {
        int start = location.indexOf("//") + 2;
        for (int i = start; i < location.length(); i++) {
            if ("/?#".indexOf(location.charAt(i)) >= 0) {
                return i;
            }
        }
        return location.length();
    }

    /** The public side speaks TLS, but for a gateway on a laptop. */
    private static String scheme(Request request) {
        String host = request.host();
        return host.startsWith("localhost") || host.startsWith("127.0.0.1") || host.startsWith("[::1]")
                ? "http"
                : "https";
    }
}
