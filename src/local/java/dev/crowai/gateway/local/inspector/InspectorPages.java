package dev.crowai.gateway.local.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.crowai.gateway.demo.Loopback;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages below {@code /__inspector}, and {@code /__demo}, for the developer alone: see {@link OwnPages}.
 */
public final class InspectorPages {
    private static final String ROOT = "/__inspector";
    private static final Pattern ENTRY = Pattern.compile(ROOT + "/requests/(\\d{1,18})(/again)?");
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8");
    private static final Set<String> FILES =
            Set.of("inspector.css", "inspector.js", "render.js", "curl.js", "server.js", "demo.js");

    private final Inspector inspector;
    private final String server;
    private final EntryJson json;
    private final JsonNode people;
    private final Consumer<ObjectNode> again;

    /**
     * Pages for the records of an inspector.
     *
     * @param server tells this server from one that ran at the same address before
     * @param nameOf finds the name of the person whose user id or credential is in a text; empty when there is none
     * @param people the people on {@code /__demo}
     * @param again sends an event to the function again
     */
    public InspectorPages(
            Inspector inspector,
            String server,
            Function<String, Optional<String>> nameOf,
            JsonNode people,
            Consumer<ObjectNode> again) {
        this.inspector = inspector;
        this.server = server;
        this.json = new EntryJson(nameOf);
        this.people = people;
        this.again = again;
    }

    /** Whether a path belongs to these pages and never to the gateway. */
    public static boolean serves(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path != null && (path.equals(ROOT) || path.startsWith(ROOT + "/") || path.equals("/__demo"));
    }

    /** Handles a request. */
    public void serve(HttpExchange exchange) throws IOException {
        if (!OwnPages.isAllowed(exchange)) {
            Loopback.write(exchange, OwnPages.refusal());
        } else if (exchange.getRequestURI().getPath().equals(ROOT + "/events")) {
            stream(exchange);
        } else {
            Loopback.write(exchange, OwnPages.own(respond(exchange)));
        }
    }

    private Response respond(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean isOwn = OwnPages.isFromOwnPage(exchange);
        boolean get = exchange.getRequestMethod().equals("GET");
        if (get && path.equals(ROOT)) {
            return asset("inspector.html");
        }
        if (get && path.startsWith(ROOT + "/") && FILES.contains(path.substring(ROOT.length() + 1))) {
            return asset(path.substring(ROOT.length() + 1));
        }
        if (path.equals("/__demo") && get) {
            boolean isBrowser = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept"))
                    .filter(accept -> accept.contains("text/html"))
                    .isPresent();
            return isBrowser ? asset("demo.html") : Response.json(200, people.toPrettyString() + "\n");
        }
        if (path.equals(ROOT + "/requests") && exchange.getRequestMethod().equals("DELETE")) {
            if (isOwn) {
                inspector.clear();
            }
            return isOwn ? Response.of(204) : OwnPages.refusal();
        }
        Matcher entry = ENTRY.matcher(path);
        return entry.matches()
                ? ofEntry(exchange, Long.parseLong(entry.group(1)), entry.group(2) != null, isOwn)
                : refusal(404, "No such page");
    }

    private Response ofEntry(HttpExchange exchange, long number, boolean isAgain, boolean isOwn) {
        if (isOfAnotherServer(exchange)) {
            return refusal(409, "The server has started again since; it does not know this request");
        }
        Optional<RecordedRequest> entry = inspector.entry(number);
        if (entry.isEmpty()) {
            return refusal(404, "No such request any more");
        }
        boolean shown = "secrets=shown".equals(exchange.getRequestURI().getQuery());
        if ((isAgain || shown) && !isOwn) {
            return OwnPages.refusal();
        }
        if (!isAgain) {
            return Response.json(
                    200,
                    json.detail(entry.get(), shown ? Mask.SHOWN : Mask.HIDDEN).toString());
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return refusal(405, "POST").with("Allow", "POST");
        }
        if (!entry.get().complete()) {
            return refusal(409, "Its body was too large to keep");
        }
        again.accept(entry.get().event().deepCopy());
        return Response.of(204);
    }

    /** Whether a page asks for a request of the server that ran here before: numbers begin anew with each. */
    private boolean isOfAnotherServer(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Inspector-Server"))
                .filter(named -> !named.equals(server))
                .isPresent();
    }

    private static Response refusal(int status, String message) {
        return Response.json(
                status,
                JsonNodeFactory.instance.objectNode().put("message", message).toString());
    }

    private static Response asset(String name) throws IOException {
        try (InputStream in = InspectorPages.class.getResourceAsStream(name)) {
            return new Response(
                    200,
                    Headers.of(
                            "Content-Type",
                            Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), name),
                            "Cache-Control",
                            "no-cache",
                            "X-Content-Type-Options",
                            "nosniff",
                            "Content-Security-Policy",
                            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                                    + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
                    Body.of(Objects.requireNonNull(in, name).readAllBytes()));
        }
    }

    /**
     * Sends all rows first, then each new row, as server-sent events with JSON arrays; the id of each event names this
     * server. A client that does not keep up misses the oldest rows.
     */
    private void stream(HttpExchange exchange) throws IOException {
        NewestRequests fresh = new NewestRequests();
        inspector.watch(fresh);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            List<RecordedRequest> before = inspector.entries();
            write(out, event(before));
            long last = before.isEmpty() ? 0 : before.getLast().number();
            while (true) {
                List<RecordedRequest> next = fresh.await(KEEP_ALIVE).stream()
                        .filter(entry -> entry.number() > last)
                        .toList();
                write(out, next.isEmpty() ? ":\n\n" : event(next));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            inspector.unwatch(fresh);
        }
    }

    private String event(List<RecordedRequest> entries) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        entries.forEach(entry -> rows.add(json.row(entry)));
        return "data: " + rows + "\nid: " + server + "\n\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
