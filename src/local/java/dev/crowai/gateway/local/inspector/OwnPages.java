package dev.crowai.gateway.local.inspector;

import com.sun.net.httpserver.HttpExchange;
import dev.crowai.gateway.http.Response;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Protects the pages of the local server from other sites. They respond only to the host names of the local machine, so
 * that no site can reach them by a host name that it controls (DNS rebinding). They respond to no request that another
 * site makes, except when it opens a page as a document of its own. What shows secrets or has an effect also requires
 * the header {@code X-Inspector}, which the page of another site cannot send.
 */
public final class OwnPages {
    private static final Pattern OWN_HOST = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    private OwnPages() {}

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** The host and port that the client asked for; empty text when it named none. */
    public static String host(HttpExchange exchange) {
        return header(exchange, "Host").orElse("");
    }

    /** Whether the client asked for a host name of the local machine. */
    public static boolean isOwnHost(HttpExchange exchange) {
        return OWN_HOST.matcher(host(exchange)).matches();
    }

    /** Whether no other site makes the request, or it only opens a page. */
    public static boolean isAllowed(HttpExchange exchange) {
        boolean opensPage = exchange.getRequestMethod().equals("GET")
                && header(exchange, "Sec-Fetch-Dest").equals(Optional.of("document"));
        boolean isOther = header(exchange, "Sec-Fetch-Site")
                        .filter(site -> site.equals("cross-site") || site.equals("same-site"))
                        .isPresent()
                || header(exchange, "Origin")
                        .filter(origin -> !origin.equals("http://" + host(exchange)))
                        .isPresent();
        return isOwnHost(exchange) && (!isOther || opensPage);
    }

    /** Whether the request comes from the script of one of the local server's own pages. */
    public static boolean isFromOwnPage(HttpExchange exchange) {
        return isAllowed(exchange) && exchange.getRequestHeaders().containsKey("X-Inspector");
    }

    /** 403 for everybody else. */
    public static Response refusal() {
        return own(Response.json(403, "{\"message\":\"Only for pages of this server, as localhost\"}"));
    }

    /** A response that no other site may embed, and that a browser does not store. */
    static Response own(Response response) {
        Response guarded =
                response.with("X-Content-Type-Options", "nosniff").with("Cross-Origin-Resource-Policy", "same-origin");
        return guarded.headers().has("Cache-Control") ? guarded : guarded.with("Cache-Control", "no-store");
    }
}
