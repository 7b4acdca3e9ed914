package dev.crowai.gateway.local.inspector;

import com.sun.net.httpserver.HttpExchange;
import dev.crowai.gateway.http.Response;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Protects the pages of the local server from other sites. They respond only to the host names of the local machine, so
 * that no site can reach them by a host name that it controls. What shows secrets or has an effect also requires the
 * header {@code X-Inspector}, which the page of another site cannot send.
 */
public final class OwnPages {
    private static final Pattern OWN_HOST = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    private OwnPages() {}

    /** The host and port that the client asked for; empty text when it named none. */
    public static String host(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .orElse("");
    }

    /** Whether the client asked for a host name of the local machine. */
    public static boolean isOwnHost(HttpExchange exchange) {
        return OWN_HOST.matcher(host(exchange)).matches();
    }

    /** Whether the request comes from the script of one of the local server's own pages. */
    public static boolean isFromOwnPage(HttpExchange exchange) {
        return isOwnHost(exchange) && exchange.getRequestHeaders().containsKey("X-Inspector");
    }

    /** 403 for everybody else. */
    public static Response refusal() {
        return Response.json(403, "{\"message\":\"Only for pages of this server, as localhost\"}");
    }
}
