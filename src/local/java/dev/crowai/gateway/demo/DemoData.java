package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Invented rows of one organization. Each organization has other rows, and they are the same at every start. Only times
 * change: they are whole days before today.
 */
final class DemoData {
    private static final List<String> THINGS = List.of(
            "Espresso cup",
            "Desk lamp",
            "Rain jacket",
            "Trail shoe",
            "Cutting board",
            "Wool blanket",
            "Bike light",
            "Notebook");
    private static final List<String> COLOURS = List.of("black", "oak", "sand", "blue", "green");
    private static final List<String> PLACES = List.of("Entrance", "Aisle 3", "Checkout", "Window", "web shop");
    private static final List<String> FINDINGS = List.of(
            "Visitors who look at %s return within a week",
            "%s sells twice as well at the entrance",
            "Shoppers compare %s with a cheaper one",
            "Interest in %s rises on rainy days");
    private static final List<String> QUESTIONS = List.of(
            "Which products sold best last week?", "Where do visitors stop longest?", "Why did sales fall on Tuesday?");

    /** The number of a row that was made after the start. */
    private static final int NEW = 1_000;

    private final String organization;
    private final Instant today;
    private final int seed;

    DemoData(String organization, Instant now) {
        this.organization = organization;
        this.today = now.truncatedTo(ChronoUnit.DAYS);
        this.seed = Math.floorMod(organization.hashCode(), 97);
    }

    /** The rows of a collection, newest first; an empty list for an unknown collection. */
    List<ObjectNode> rows(String collection) {
        return switch (collection) {
            case "products" -> rows(collection, 48, this::product);
            case "crawler-jobs" -> rows(collection, 6, this::crawlerJob);
            case "notifications" -> rows(collection, 9, this::notification);
            case "patterns" -> rows(collection, 12, this::pattern);
            case "interactions" -> rows(collection, 120, this::interaction);
            case "chat" -> rows(collection, 3, this::chatSession);
            case "qna" -> rows(collection, QUESTIONS.size(), this::question);
            case "invoices" -> rows(collection, 4, this::invoice);
            default -> List.of();
        };
    }

    private List<ObjectNode> rows(String collection, int count, IntFunction<ObjectNode> make) {
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    ObjectNode row = DemoResponses.object().put("id", id(collection, number));
                    row.setAll(make.apply(number));
                    return row.put("organizationId", organization)
                            .put("createdAt", DemoResponses.millis(today.minus(Duration.ofDays(number % 90))));
                })
                .toList();
    }

    private String id(String collection, int number) {
        byte[] name = (organization + "/" + collection + "/" + number).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(name).toString();
    }

    private static <T> T pick(List<T> from, int number) {
        return from.get(number % from.size());
    }

    private String productName(int number) {
        return pick(THINGS, seed + number) + ", " + pick(COLOURS, seed + number / THINGS.size());
    }

    private ObjectNode product(int number) {
        return DemoResponses.object()
                .put("name", productName(number))
                .put("sku", "SKU-%d-%04d".formatted(seed, number))
                .put("price", 9.9 + (seed + number * 7) % 90)
                .put("currency", "EUR")
                .put("stock", (seed + number * 13) % 60)
                .put("imageUrl", "/api/v1/products/images/" + id("products", number) + ".svg");
    }

    private ObjectNode crawlerJob(int number) {
        return DemoResponses.object()
                .put("url", "https://shop.example/collection/" + number)
                .put("status", pick(List.of("completed", "running", "failed"), number))
                .put("pages", 40 + number * seed % 300);
    }

    /** The job that a dashboard has just begun for the page in {@code sourceValue}. */
    ObjectNode newCrawlerJob(JsonNode wanted) {
        return rows("crawler-jobs")
                .getFirst()
                .put("id", id("crawler-jobs", NEW))
                .put("url", wanted.path("sourceValue").asText("https://shop.example/"))
                .put("status", "running")
                .put("pages", 0);
    }

    private ObjectNode notification(int number) {
        return DemoResponses.object()
                .put("title", "New pattern: " + finding(number))
                .put("read", number > 2);
    }

    private String finding(int number) {
        return pick(FINDINGS, seed + number).formatted(productName(number));
    }

    private ObjectNode pattern(int number) {
        return DemoResponses.object()
                .put("title", finding(number))
                .put("confidence", (60 + (seed + number * 11) % 40) / 100.0)
                .put("source", pick(List.of("web", "cctv", "social"), number));
    }

    private ObjectNode interaction(int number) {
        return DemoResponses.object()
                .put("productId", id("products", number % 48))
                .put("kind", pick(List.of("view", "pick-up", "add-to-cart", "purchase"), seed + number))
                .put("place", pick(PLACES, number))
                .put("seconds", 3 + (seed + number * 5) % 120);
    }

    private ObjectNode chatSession(int number) {
        ObjectNode session = DemoResponses.object().put("title", pick(QUESTIONS, number));
        session.putArray("messages")
                .add(DemoResponses.object().put("role", "user").put("text", pick(QUESTIONS, number)))
                .add(DemoResponses.object().put("role", "assistant").put("text", finding(number) + "."));
        return session;
    }

    private ObjectNode question(int number) {
        return DemoResponses.object().put("question", pick(QUESTIONS, number)).put("answer", finding(number) + ".");
    }

    private ObjectNode invoice(int number) {
        return DemoResponses.object()
                .put("number", "INV-%d-%03d".formatted(seed, number + 1))
                .put("amount", 149)
                .put("currency", "EUR")
                .put("status", number == 0 ? "open" : "paid");
    }

    ObjectNode overview() {
        return DemoResponses.object()
                .put("visitors", 1200 + seed * 31)
                .put("conversion", (20 + seed % 30) / 1000.0)
                .put("revenue", 8400 + seed * 97)
                .put("currency", "EUR")
                .put("bestProduct", productName(0));
    }

    ObjectNode timeSeries(int days) {
        ObjectNode series = DemoResponses.object();
        for (int ago = Math.min(days, 90) - 1; ago >= 0; ago--) {
            series.withArray("points")
                    .addObject()
                    .put(
                            "day",
                            DemoResponses.seconds(today.minus(Duration.ofDays(ago)))
                                    .substring(0, 10))
                    .put("visitors", 150 + (seed + ago * 37) % 120)
                    .put("sales", 5 + (seed + ago * 17) % 20);
        }
        return series;
    }

    ObjectNode plans() {
        ObjectNode plans = DemoResponses.object();
        for (String name : List.of("Starter", "Growth", "Scale")) {
            int price = 49 + 100 * plans.withArray("items").size();
            plans.withArray("items")
                    .addObject()
                    .put("id", "plan_" + name)
                    .put("name", name)
                    .put("price", price)
                    .put("currency", "EUR");
        }
        return plans;
    }

    ObjectNode subscription() {
        return DemoResponses.object()
                .put("organizationId", organization)
                .put("planId", "plan_Growth")
                .put("status", "active")
                .put("renewsAt", DemoResponses.millis(today.plus(Duration.ofDays(12))));
    }

    ObjectNode usage() {
        return DemoResponses.object()
                .put("organizationId", organization)
                .put("interactions", 40_000 + seed * 211)
                .put("limit", 100_000);
    }

    /** A picture of a square, with a colour that depends on the key. */
    static String picture(String key) {
        return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'><rect width='64' height='64' fill='hsl(%d 55%% 70%%)'/></svg>"
                .formatted(Math.floorMod(key.hashCode(), 360));
    }
}
