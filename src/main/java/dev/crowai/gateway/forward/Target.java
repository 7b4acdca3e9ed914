package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.Route;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URL to which a request is sent, and the public form of a redirect. Pure. */
final class Target {
    /**
     * The authority and the rest of a URL. The rest may hold characters that {@link URI} refuses, because services send
     * such URLs. Clients ignore white space before a URL.
     */
    private static final Pattern LOCATION =
            Pattern.compile("[ \\t]*+(?:[A-Za-z][A-Za-z0-9+.-]*+:)?//([^/?#\\\\]*+)(.*+)", Pattern.DOTALL);

    private Target() {}

    /** The URL for the service: its base URL, the path of the route and the raw query of the client. */
    static URI of(Route.ToService route, Request request) {
        String query = request.query().isEmpty() ? "" : "?" + Percent.repairQuery(request.query());
        return URI.create(route.service().baseUrl() + route.path() + query);
    }

    /**
     * A {@code Location} in which the service's internal host is replaced by the public host. Any other location is
     * unchanged.
     */
    static String publicLocation(String location, Route.ToService route, Request request) {
        Matcher parts = LOCATION.matcher(location);
        return parts.matches() && isInternal(parts.group(1), route.service().baseUrl())
                ? scheme(request) + "://" + request.host() + parts.group(2)
                : location;
    }

    /**
     * Whether host and port are those of the service. The scheme is ignored, because a service behind a TLS proxy may
     * write {@code http}.
     */
    private static boolean isInternal(String authority, URI base) {
        String address = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        String internal = base.getRawAuthority().toLowerCase(Locale.ROOT);
        return address.equals(internal)
                || (base.getPort() < 0 && (address.equals(internal + ":443") || address.equals(internal + ":80")));
    }

    /** The public scheme: {@code https}, except for a gateway on a developer's machine. */
    private static String scheme(Request request) {
        String host = request.host();
        return host.startsWith("localhost") || host.startsWith("127.0.0.1") || host.startsWith("[::1]")
                ? "http"
                : "https";
    }
}
