package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.Route;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a request goes, and where a redirect of a service leads from outside. Pure. */
final class Target {
    /**
     * Authority and rest of a URL, whatever else it may hold: services write what {@link URI} refuses. Readers of URLs
     * leave white space before one out.
     */
    private static final Pattern LOCATION =
            Pattern.compile("[ \\t]*+(?:[A-Za-z][A-Za-z0-9+.-]*+:)?//([^/?#\\\\]*+)(.*+)", Pattern.DOTALL);

    private Target() {}

    /** The service's base URL, the path of the route and the raw query of the client. */
    static URI of(Route.ToService route, Request request) {
        String query = request.query().isEmpty() ? "" : "?" + Percent.repairQuery(request.query());
        return URI.create(route.service().baseUrl() + route.path() + query);
    }

    /** A {@code Location} that points at the service's internal host, as one that points at the public host. */
    static String publicLocation(String location, Route.ToService route, Request request) {
        Matcher parts = LOCATION.matcher(location);
        return parts.matches() && isInternal(parts.group(1), route.service().baseUrl())
                ? scheme(request) + "://" + request.host() + parts.group(2)
                : location;
    }

    /** The same host and port, whatever the scheme: a service behind a TLS proxy may write {@code http}. */
    private static boolean isInternal(String authority, URI base) {
        String address = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        String internal = base.getRawAuthority().toLowerCase(Locale.ROOT);
        return address.equals(internal)
                || (base.getPort() < 0 && (address.equals(internal + ":443") || address.equals(internal + ":80")));
    }

    /** The public side speaks TLS, but for a gateway on a laptop. */
    private static String scheme(Request request) {
        String host = request.host();
        return host.startsWith("localhost") || host.startsWith("127.0.0.1") || host.startsWith("[::1]")
                ? "http"
                : "https";
    }
}
