package dev.crowai.gateway.edge;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets only the platform's own pages read responses and send credentials (SPEC "CORS and security headers", Fetch
 * Standard §3.2). Only this class sets {@code Access-Control-*}: the fields of services are removed.
 */
public final class Cors implements Middleware {
    private static final String CORS_PREFIX = "Access-Control-";

    private static final Headers PREFLIGHT = Headers.of(
            "Access-Control-Allow-Methods",
            "GET,POST,PUT,PATCH,DELETE,OPTIONS",
            "Access-Control-Allow-Headers",
            "Content-Type, Authorization, X-Requested-With, X-API-Key, X-Organization-Id, X-Request-Id,"
                    + " If-None-Match, traceparent, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID",
            "Access-Control-Max-Age",
            "86400");

    private static final Headers SHARED = Headers.of(
            "Access-Control-Allow-Credentials",
            "true",
            "Access-Control-Expose-Headers",
            "X-Cache, X-Cache-Age, X-Gateway-Service, X-Gateway-Version, X-Request-Id, RateLimit, RateLimit-Policy,"
                    + " Retry-After, ETag, Server-Timing, Mcp-Session-Id, WWW-Authenticate, Location");

    private final Set<String> allowedOrigins;

    /**
     * Allows cross-origin access for these origins.
     *
     * @param allowedOrigins compared exactly, in the form that a browser sends: {@code https://app.crowai.dev}
     */
    public Cors(Set<String> allowedOrigins) {
        this.allowedOrigins = Set.copyOf(allowedOrigins);
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Optional<String> origin = origin(exchange.request().headers());
        if (!isPreflight(exchange)) {
            return readable(next.handle(exchange), exchange.request().headers());
        }
        if (origin.isPresent()) {
            return Response.of(204).withHeaders(share(PREFLIGHT, origin));
        }
        Response refusal = exchange.refuse(Problem.forbidden("This origin is not allowed"), Refusal.Plain.ORIGIN);
        return refusal.withHeaders(share(refusal.headers(), origin));
    }

    /**
     * The response with the fields that allow a browser page to read it. They replace the existing fields. Without an
     * allowed origin, no access is granted.
     */
    public Response readable(Response response, Headers request) {
        return response.withHeaders(share(withoutCors(response.headers()), origin(request)));
    }

    private Optional<String> origin(Headers request) {
        return request.joined("Origin").filter(allowedOrigins::contains);
    }

    /** Whether the request is a preflight. A malformed request is not one, so its 400 is returned. */
    private static boolean isPreflight(Exchange exchange) {
        Headers headers = exchange.request().headers();
        return exchange.request().method() == Method.OPTIONS
                && headers.has("Origin")
                && headers.has("Access-Control-Request-Method")
                && !(exchange.route() instanceof Route.Malformed);
    }

    private static Headers withoutCors(Headers headers) {
        return headers.keep(field -> !field.name().regionMatches(true, 0, CORS_PREFIX, 0, CORS_PREFIX.length()));
    }

    private static Headers share(Headers headers, Optional<String> origin) {
        Headers varied = headers.with("Vary", vary(headers.all("Vary")));
        return origin.map(value ->
                        varied.plus("Access-Control-Allow-Origin", value).plus(SHARED))
                .orElse(varied);
    }

    /**
     * The service's own list with {@code Origin} added. {@code *} is not changed, because it includes all fields (RFC
     * 9110 §12.5.5).
     */
    private static String vary(List<String> values) {
        List<String> names = new ArrayList<>();
        for (String name : String.join(",", values).split(",", -1)) {
            addOnce(names, name.strip());
        }
        addOnce(names, "Origin");
        return names.contains("*") ? "*" : String.join(", ", names);
    }

    private static void addOnce(List<String> names, String name) {
        if (!name.isEmpty() && names.stream().noneMatch(name::equalsIgnoreCase)) {
            names.add(name);
        }
    }
}
