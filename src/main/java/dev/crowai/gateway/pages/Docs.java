package dev.crowai.gateway.pages;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.route.Services;
import java.util.Comparator;
import java.util.List;

/**
 * The documentation: {@code /docs} for people, {@code /docs/openapi.json} for programs. Both are made from the
 * catalogue when they are requested, so they are always current. They contain the names of services and never their
 * addresses.
 */
public final class Docs implements Handler {

    /**
     * A rate limit in the documentation.
     *
     * @param policy its name in {@code RateLimit-Policy}
     * @param routes the routes that it covers, as a text
     * @param requests how many requests a client may send in a window
     * @param windowSeconds the length of the window in seconds
     */
    public record LimitRow(String policy, String routes, int requests, int windowSeconds) {}

    private final Services services;
    private final List<LimitRow> limits;

    /**
     * The documentation of one deployment.
     *
     * @param limits the limits in force; empty when there are no limits
     */
    public Docs(Services services, List<LimitRow> limits) {
        this.services = services;
        this.limits = List.copyOf(limits);
    }

    @Override
    public Response handle(Exchange exchange) {
        return switch (exchange.request().path()) {
            case "/docs" -> page();
            case "/docs/openapi.json" -> Response.json(200, OpenApi.of(rows()).toString());
            default -> exchange.refuse(Problem.notFound("Route not found"));
        };
    }

    private Response page() {
        DocsPage page = DocsPage.of(rows(), limits);
        Headers headers = Headers.of(
                "Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", page.contentSecurityPolicy());
        return new Response(200, headers, Body.of(page.html()));
    }

    private List<Service> rows() {
        return services.all().stream()
                .sorted(Comparator.comparing(Service::segment))
                .toList();
    }
}
