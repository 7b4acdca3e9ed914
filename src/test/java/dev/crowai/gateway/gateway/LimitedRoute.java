package dev.crowai.gateway.gateway;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.TestGateway;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A row of the table of SPEC "Rate limiting", and a request that it is about. */
enum LimitedRoute {
    PUBLIC("public", Method.GET, "/health", 100, 60, "Rate limit exceeded for public endpoints.", false),
    STANDARD("standard", Method.GET, "/api/v1/qna/questions", 200, 120, LimitedRoute.LATER, false),
    CALLER("caller", Method.GET, "/api/v1/products", 600, 120, LimitedRoute.LATER, true),
    INGEST("ingest", Method.GET, "/api/v1/ingest/events", 1200, 120, LimitedRoute.LATER, true),
    AUTHENTICATION(
            "authentication",
            Method.POST,
            "/api/v1/auth/sign-in/email",
            50,
            300,
            "Account temporarily locked. Please try again in 5 minutes.",
            false),
    AUTHENTICATION_READ(
            "authentication-read", Method.GET, "/api/v1/auth/get-session", 3000, 300, LimitedRoute.LATER, true);

    private static final String LATER = "Rate limit exceeded. Please try again later.";

    /** A value of {@code RATE_LIMITS}: each policy allows {@link #FEW} requests in its own window. */
    static final String FEW_EACH = Stream.of(values())
            .map(route -> "\"%s\":{\"limit\":%d,\"window\":%d}".formatted(route.policy, LimitedRoute.FEW, route.window))
            .collect(Collectors.joining(",", "{", "}"));

    static final int FEW = 3;

    final String policy;
    final Method method;
    final String path;
    final int limit;
    final int window;
    final String message;
    private final boolean asAnn;

    LimitedRoute(String policy, Method method, String path, int limit, int window, String message, boolean asAnn) {
        this.policy = policy;
        this.method = method;
        this.path = path;
        this.limit = limit;
        this.window = window;
        this.message = message;
        this.asAnn = asAnn;
    }

    Response ask(TestGateway gateway) {
        String[] ann = {"Cookie", "better-auth.session_token=ann.sig"};
        return gateway.send(method, path, Body.EMPTY, asAnn ? ann : new String[0]);
    }

    /** Sends the few requests that {@link #FEW_EACH} allows. */
    void exhaust(TestGateway gateway) {
        for (int i = 0; i < FEW; i++) {
            if (ask(gateway).status() == 429) {
                throw new AssertionError("refused within the limit");
            }
        }
    }

    /** How many more requests the limiter says that there may be, as {@code r} of {@code RateLimit}. */
    static int left(Response response) {
        String field = response.header("RateLimit").orElseThrow();
        return Integer.parseInt(field.replaceAll(".*;r=([0-9]+);.*", "$1"));
    }
}
