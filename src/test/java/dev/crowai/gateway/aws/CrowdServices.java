package dev.crowai.gateway.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.crowai.gateway.demo.Loopback;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.testing.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All services behind a {@link Crowd}, on one port and without a memory. The auth, organization and user services answer
 * as the contracts do; every other path echoes whom the gateway says it is for, and waits as long as its query says.
 */
final class CrowdServices implements AutoCloseable {
    private static final Pattern SESSION = Pattern.compile("better-auth\\.session_token=([^.;]+)");
    private static final Pattern KEY = Pattern.compile("\\{\"key\":\"crow_(\\d+)\"}");
    private static final Pattern PARAMETER = Pattern.compile("(?:^|&)(marker|delay)=([^&]*)");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Platform TOKENS = new Platform(InstantSource.system());

    /** One token a session, because signing takes longer than everything else here. */
    private static final Map<String, String> JWTS = new ConcurrentHashMap<>();

    private final Loopback server;

    private CrowdServices(Loopback server) {
        this.server = server;
    }

    static CrowdServices start() throws IOException {
        return new CrowdServices(Loopback.open(0, CrowdServices::serve));
    }

    /** Environment variables that lead every service here. */
    Map<String, String> environment() {
        String url = "http://127.0.0.1:" + server.uri().getPort();
        return Map.of(
                "ENVIRONMENT",
                "local",
                "INTERNAL_GATEWAY_KEY",
                Platform.INTERNAL_KEY,
                "AUTH_SERVICE_URL",
                url,
                "SERVICE_URLS",
                Services.segments().stream()
                        .map(segment -> "\"" + segment + "\":\"" + url + "\"")
                        .collect(Collectors.joining(",", "{", "}")),
                // Counts, and refuses nobody.
                "RATE_LIMIT_MODE",
                "observe");
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Loopback.write(exchange, answer(exchange, body));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Response answer(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        String session = session(exchange);
        return switch (path) {
            case "/api/v1/auth/get-session" -> getSession(session);
            case "/api/v1/auth/organization/get-active-member" ->
                session.startsWith("anonymous")
                        ? Response.json(400, "null")
                        : Response.json(200, "{\"id\":\"m1\",\"organizationId\":\"ba-" + session.substring(1) + "\"}");
            case "/api/v1/auth/jwt/jwks", "/api/v1/auth/jwks" ->
                Response.json(200, Platform.jwks(Platform.KEY_ID, Platform.publicKey()));
            case "/api/v1/auth/api-key/verify" -> verify(new String(body, StandardCharsets.UTF_8));
            case "/api/v1/auth/sign-in/anonymous" ->
                Response.json(200, "{}")
                        .with(
                                "Set-Cookie",
                                "better-auth.session_token=anonymous-"
                                        + field(exchange, "X-Forwarded-For").replace('.', '-') + ".sig; Path=/");
            default -> path.contains("/by-auth-id/") ? byAuthId(path) : echo(exchange, body);
        };
    }

    private static Response verify(String body) {
        Matcher key = KEY.matcher(body);
        return key.matches()
                ? Response.json(
                        200, "{\"valid\":true,\"key\":{\"id\":\"%1$s\",\"userId\":\"k%1$s\"}}".formatted(key.group(1)))
                : Response.json(401, "{\"valid\":false}");
    }

    private static String session(HttpExchange exchange) {
        Matcher cookie = SESSION.matcher(field(exchange, "Cookie"));
        return cookie.find() ? cookie.group(1) : "";
    }

    private static Response getSession(String session) {
        boolean anonymous = session.startsWith("anonymous");
        return Response.json(200, """
                        {"session":{"expiresAt":"2100-01-01T00:00:00Z","activeOrganizationId":%s},
                         "user":{"id":"%s","isAnonymous":%s}}""".formatted(
                                anonymous ? "null" : "\"ba-" + session.substring(1) + "\"", session, anonymous))
                .with("set-auth-jwt", JWTS.computeIfAbsent(session, CrowdServices::jwt));
    }

    private static String jwt(String session) {
        return TOKENS.jwt(session, claims -> claims.withExpiresAt(Crowd.END));
    }

    private static Response byAuthId(String path) {
        int number = Integer.parseInt(path.replaceAll(".*\\D", ""));
        String id = Crowd.organization(number);
        return Response.json(
                200,
                path.startsWith("/api/v1/organizations/")
                        ? "{\"id\":\"" + id + "\"}"
                        : "{\"id\":\"row-" + number + "\",\"organizationId\":\"" + id + "\"}");
    }

    private static Response echo(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        Map<String, String> parameters = new TreeMap<>();
        Matcher parameter = PARAMETER.matcher(
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
        while (parameter.find()) {
            parameters.put(parameter.group(1), parameter.group(2));
        }
        // A service that takes its time: that each line tells the time of its own request shows only where times
        // differ.
        Thread.sleep(Long.parseLong(parameters.getOrDefault("delay", "0")));
        ObjectNode echo = JsonNodeFactory.instance.objectNode();
        echo.put("user", field(exchange, "X-User-Id"));
        echo.put("organization", field(exchange, "X-Organization-Id"));
        echo.put("subject", subject(field(exchange, "Authorization")));
        echo.put("id", field(exchange, "X-Request-Id"));
        echo.put("trace", field(exchange, "traceparent").replaceAll("^00-|-.{16}-..$", ""));
        echo.put(
                "marker",
                exchange.getRequestMethod().equals("POST")
                        ? JSON.readTree(body).path("marker").asText()
                        : parameters.getOrDefault("marker", ""));
        echo.put("bytes", body.length);
        return Response.json(200, echo.toString());
    }

    private static String subject(String authorization) throws IOException {
        String[] parts = authorization.split("\\.", -1);
        return parts.length == 3
                ? JSON.readTree(Base64.getUrlDecoder().decode(parts[1]))
                        .path("sub")
                        .asText()
                : "";
    }

    private static String field(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    @Override
    public void close() {
        server.close();
    }
}
