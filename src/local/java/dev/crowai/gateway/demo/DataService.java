package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A service with lists, details, a search and a few other pages, as a dashboard uses them. An organization sees only
 * its own rows, which are the same after every start. Any other request, and any request with {@code __echo}, gets an
 * echo.
 */
final class DataService implements Function<DemoRequest, Response> {
    private static final int USUAL_LIMIT = 20;
    private static final int HIGHEST_LIMIT = 100;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final EchoService echo;
    private final InstantSource clock;

    DataService(EchoService echo, InstantSource clock) {
        this.echo = echo;
        this.clock = clock;
    }

    @Override
    public Response apply(DemoRequest request) {
        List<String> path = request.segments();
        boolean isEcho = ("&" + request.query()).contains("&__echo");
        if (isEcho || path.size() < 3 || !path.getFirst().equals("api")) {
            return echo.apply(request);
        }
        String organization = request.header("X-Organization-Id").orElse("");
        List<String> rest = path.subList(2, path.size());
        return page(rest, request, organization)
                .or(() -> row(rest, request, organization))
                .orElseGet(() -> echo.apply(request));
    }

    private Optional<Response> page(List<String> path, DemoRequest request, String organization) {
        DemoData data = new DemoData(organization, clock.instant());
        return switch (request.method() + " " + String.join("/", path)) {
            case "GET analytics", "GET analytics/overview" -> Optional.of(DemoResponses.json(200, data.overview()));
            case "GET analytics/timeseries" ->
                Optional.of(DemoResponses.json(200, data.timeSeries(number(request, "days", 7))));
            case "GET billing/plans" ->
                Optional.of(DemoResponses.json(200, data.plans()).with("Cache-Control", "public, max-age=60"));
            case "GET qna/search" -> Optional.of(list(data.rows("qna"), request));
            case "POST crawler-jobs" -> Optional.of(DemoResponses.json(201, data.newCrawlerJob(request.json())));
            case "POST chat/sessions" ->
                Optional.of(DemoResponses.json(201, data.rows("chat").getFirst()));
            default -> special(path, request, data);
        };
    }

    private static Optional<Response> special(List<String> path, DemoRequest request, DemoData data) {
        boolean get = request.method().equals("GET");
        if (get && path.size() == 3 && path.getFirst().equals("billing")) {
            return switch (path.get(1)) {
                case "subscriptions" -> Optional.of(DemoResponses.json(200, data.subscription()));
                case "usage" -> Optional.of(DemoResponses.json(200, data.usage()));
                case "invoices" -> Optional.of(list(data.rows("invoices"), request));
                default -> Optional.empty();
            };
        }
        if (get
                && path.size() >= 3
                && path.getFirst().equals("products")
                && path.get(1).equals("images")) {
            return Optional.of(DemoResponses.picture(path.getLast()));
        }
        return Optional.empty();
    }

    /** Handles {@code {collection}} and {@code {collection}/{id}}, and the same below {@code chat/sessions}. */
    private Optional<Response> row(List<String> path, DemoRequest request, String organization) {
        boolean chat =
                path.getFirst().equals("chat") && path.size() > 1 && path.get(1).equals("sessions");
        List<String> rest = chat ? path.subList(1, path.size()) : path;
        List<ObjectNode> rows = new DemoData(organization, clock.instant()).rows(path.getFirst());
        if (!request.method().equals("GET") || rows.isEmpty() || rest.size() > 2) {
            return Optional.empty();
        }
        if (rest.size() == 1) {
            return Optional.of(list(rows, request));
        }
        return Optional.of(rows.stream()
                .filter(row -> row.path("id").asText().equals(rest.get(1)))
                .findFirst()
                .map(row -> DemoResponses.json(200, row))
                .orElseGet(() -> DemoResponses.refusal(404, "Not Found", "No such row in your organization")));
    }

    /** A page of the rows that contain the text of {@code q}. */
    private static Response list(List<ObjectNode> rows, DemoRequest request) {
        String wanted = Percent.decode(request.parameter("q").orElse("").replace('+', ' '))
                .toLowerCase(Locale.ROOT);
        List<ObjectNode> found = rows.stream()
                .filter(row -> row.toString().toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
        int limit = Math.clamp(number(request, "limit", USUAL_LIMIT), 1, HIGHEST_LIMIT);
        int page = Math.max(1, number(request, "page", 1));
        ArrayNode items = JSON.arrayNode();
        found.stream().skip((long) (page - 1) * limit).limit(limit).forEach(items::add);
        ObjectNode body = DemoResponses.object();
        body.set("items", items);
        return DemoResponses.json(
                200, body.put("total", found.size()).put("page", page).put("limit", limit));
    }

    private static int number(DemoRequest request, String name, int usual) {
        return request.parameter(name)
                .filter(text -> text.matches("\\d{1,4}"))
                .map(Integer::parseInt)
                .orElse(usual);
    }
}
