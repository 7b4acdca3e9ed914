package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The paths that the platform's dashboard calls, in front of a service that has all others. A request sees the rows of
 * the organization in {@code X-Organization-Id}, whichever organization its path names: the gateway has compared them.
 */
final class DashboardService implements Function<DemoRequest, Response> {
    private static final int USUAL_LIMIT = 20;
    private static final int HIGHEST_LIMIT = 100;

    private final Function<DemoRequest, Response> others;
    private final InstantSource clock;

    private DashboardService(Function<DemoRequest, Response> others, InstantSource clock) {
        this.others = others;
        this.clock = clock;
    }

    /** A service with data; one that only returns what it received when it is not populated. */
    static Function<DemoRequest, Response> of(String name, DemoConfig config) {
        EchoService echo = new EchoService(name);
        return config.populated() ? new DashboardService(new DataService(echo, config.clock()), config.clock()) : echo;
    }

    @Override
    public Response apply(DemoRequest request) {
        List<String> path = request.segments();
        boolean isEcho = ("&" + request.query()).contains("&__echo");
        if (isEcho || path.size() < 4 || !path.getFirst().equals("api")) {
            return others.apply(request);
        }
        DashboardData data =
                new DashboardData(request.header("X-Organization-Id").orElse(""), clock.instant());
        List<String> rest = path.subList(3, path.size());
        Optional<Response> found = switch (path.get(2)) {
            case "interactions" -> interactions(rest, request, data);
            case "patterns" -> patterns(rest, request, data);
            case "products" -> products(rest, request, data);
            case "chat" -> chat(rest, request, data);
            case "billing" -> billing(rest, request, data);
            default -> Optional.empty();
        };
        return found.orElseGet(() -> others.apply(request));
    }

    /** Whether a path is {@code organization/{id}} and these segments. */
    private static boolean isOfOrganization(List<String> path, String... more) {
        return path.size() == 2 + more.length
                && path.getFirst().equals("organization")
                && path.subList(2, path.size()).equals(List.of(more));
    }

    private static Optional<Response> interactions(List<String> path, DemoRequest request, DashboardData data) {
        if (request.method().equals("POST") && path.equals(List.of("create-interaction"))) {
            return Optional.of(DemoResponses.json(201, DemoResponses.object().put("id", "interaction-local")));
        }
        if (!request.method().equals("GET")) {
            return Optional.empty();
        }
        if (isOfOrganization(path, "summary")) {
            return Optional.of(DemoResponses.json(
                    200,
                    data.summary(
                            millis(request, "from").orElse(0L),
                            millis(request, "to").orElse(Long.MAX_VALUE))));
        }
        if (isOfOrganization(path, "search")) {
            return Optional.of(page("results", scored(matching(data.interactions(), request)), request));
        }
        return isOfOrganization(path)
                ? Optional.of(page("interactions", matching(data.interactions(), request), request))
                : Optional.empty();
    }

    private static List<ObjectNode> scored(List<ObjectNode> rows) {
        rows.forEach(row -> row.put("score", 0.9));
        return rows;
    }

    private static Optional<Response> patterns(List<String> path, DemoRequest request, DashboardData data) {
        return request.method().equals("GET") && isOfOrganization(path)
                ? Optional.of(page("patterns", matching(data.patterns(), request), request))
                : Optional.empty();
    }

    private static Optional<Response> products(List<String> path, DemoRequest request, DashboardData data) {
        if (!request.method().equals("GET")) {
            return Optional.empty();
        }
        if (isOfOrganization(path) || path.equals(List.of("search"))) {
            return Optional.of(page("products", matching(data.products(), request), request));
        }
        return path.size() == 2 && path.get(1).equals("ai-descriptions")
                ? Optional.of(DemoResponses.json(200, data.descriptions(path.getFirst())))
                : Optional.empty();
    }

    private static Optional<Response> chat(List<String> path, DemoRequest request, DashboardData data) {
        if (!path.getFirst().equals("sessions")) {
            return Optional.empty();
        }
        List<String> rest = path.subList(1, path.size());
        if (request.method().equals("GET") && isOfOrganization(rest)) {
            return Optional.of(page("sessions", data.sessions(), request));
        }
        if (request.method().equals("POST") && rest.isEmpty()) {
            ObjectNode session = data.sessions().getFirst();
            return Optional.of(DemoResponses.json(
                    201, session.put("sessionId", session.path("id").asText())));
        }
        if (request.method().equals("DELETE") && rest.size() == 1) {
            return Optional.of(Response.of(204));
        }
        return rest.size() == 2 && rest.get(1).equals("messages")
                ? messages(rest.getFirst(), request, data)
                : Optional.empty();
    }

    private static Optional<Response> messages(String id, DemoRequest request, DashboardData data) {
        return data.sessions().stream()
                .filter(session -> session.path("id").asText().equals(id))
                .findFirst()
                .map(session -> {
                    ObjectNode body = DemoResponses.object();
                    if (request.method().equals("GET")) {
                        body.set("messages", data.messages(session));
                        return DemoResponses.json(200, body);
                    }
                    String asked = request.json().path("content").asText();
                    body.set("message", data.message(id + "-new", "assistant", "You asked: " + asked));
                    return DemoResponses.json(201, body);
                });
    }

    private static Optional<Response> billing(List<String> path, DemoRequest request, DashboardData data) {
        String last = path.size() == 3 ? "/" + path.get(2) : "";
        boolean ofOrganization = path.size() > 1 && !path.getFirst().equals("checkout");
        return switch (request.method() + " " + path.getFirst() + (ofOrganization ? "/{id}" + last : "")) {
            case "GET plans" ->
                Optional.of(DemoResponses.json(200, data.plans()).with("Cache-Control", "public, max-age=60"));
            case "GET subscriptions/{id}" -> Optional.of(DemoResponses.json(200, data.subscription("active")));
            case "POST subscriptions/{id}/cancel" ->
                Optional.of(DemoResponses.json(200, data.subscription("cancelled")));
            case "POST subscriptions/{id}/resume" -> Optional.of(DemoResponses.json(200, data.subscription("active")));
            case "GET usage/{id}" -> Optional.of(DemoResponses.json(200, data.usage()));
            case "GET invoices/{id}" -> Optional.of(page("invoices", data.invoices(), request));
            case "GET payment-methods/{id}" -> Optional.of(DemoResponses.json(200, data.paymentMethods()));
            case "POST billing-builders" ->
                Optional.of(DemoResponses.json(201, DemoResponses.object().put("id", "builder-local")));
            case "POST checkout", "POST portal-session" ->
                Optional.of(DemoResponses.json(
                        200, DemoResponses.object().put("url", "http://localhost:3000/billing?returned=yes")));
            default -> Optional.empty();
        };
    }

    /** The rows that have the wanted text, source and product. */
    private static List<ObjectNode> matching(List<ObjectNode> rows, DemoRequest request) {
        String text = Percent.decode(request.parameter("q").orElse("").replace('+', ' '))
                .toLowerCase(Locale.ROOT);
        return rows.stream()
                .filter(row -> row.toString().toLowerCase(Locale.ROOT).contains(text))
                .filter(row -> is(row, "sourceType", request) && is(row, "productId", request))
                .toList();
    }

    private static boolean is(ObjectNode row, String member, DemoRequest request) {
        return request.parameter(member)
                .filter(wanted -> !row.path(member).asText().equals(wanted))
                .isEmpty();
    }

    /** A page of rows under a name, and again as {@code items}, as all other lists have them. */
    private static Response page(String name, List<ObjectNode> rows, DemoRequest request) {
        int limit = Math.clamp(
                number(request, "limit").or(() -> number(request, "pageSize")).orElse(USUAL_LIMIT), 1, HIGHEST_LIMIT);
        int page = Math.max(1, number(request, "page").orElse(1));
        ObjectNode body = DemoResponses.object();
        ArrayNode shown = body.putArray(name);
        rows.stream().skip((long) (page - 1) * limit).limit(limit).forEach(shown::add);
        body.set("items", shown.deepCopy());
        return DemoResponses.json(
                200, body.put("total", rows.size()).put("page", page).put("limit", limit));
    }

    private static Optional<Integer> number(DemoRequest request, String name) {
        return request.parameter(name).filter(text -> text.matches("\\d{1,4}")).map(Integer::valueOf);
    }

    private static Optional<Long> millis(DemoRequest request, String name) {
        return request.parameter(name).filter(text -> text.matches("\\d{1,15}")).map(Long::valueOf);
    }
}
