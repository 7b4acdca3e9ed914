package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The rows of {@link DemoData} with the members that the platform's dashboard reads. An organization sees only its own
 * rows, and they are the same at every start; times are whole days before today.
 */
final class DashboardData {
    private static final List<String> SOURCES = List.of("web", "cctv", "social");
    private static final List<String> CATEGORIES = List.of("Kitchen", "Living", "Outdoor", "Office");

    private final String organization;
    private final DemoData data;
    private final Instant today;

    DashboardData(String organization, Instant now) {
        this.organization = organization;
        this.data = new DemoData(organization, now);
        this.today = now.truncatedTo(ChronoUnit.DAYS);
    }

    private Instant daysAgo(int days) {
        return today.minus(Duration.ofDays(days));
    }

    List<ObjectNode> interactions() {
        List<ObjectNode> rows = data.rows("interactions");
        for (int number = 0; number < rows.size(); number++) {
            ObjectNode row = rows.get(number);
            String what = row.path("kind").asText() + " at " + row.path("place").asText();
            row.put("sourceType", SOURCES.get(number % SOURCES.size()))
                    .put("sessionId", "session-" + number / 4)
                    .put(
                            "summary",
                            "A visitor: " + what + ", " + row.path("seconds").asInt() + " s")
                    .put("timestamp", daysAgo(number % 30).toEpochMilli())
                    .put(
                            "data",
                            DemoResponses.object()
                                    .put("confidence", (60 + number * 7 % 40) / 100.0)
                                    .put("url", "https://shop.example/item/" + number % 48)
                                    .toString());
        }
        return rows;
    }

    /** How many interactions there are by source, between two times. */
    ObjectNode summary(long fromMillis, long toMillis) {
        ObjectNode summary = DemoResponses.object();
        ObjectNode latest = JsonNodeFactory.instance.objectNode();
        List<ObjectNode> within = interactions().stream()
                .filter(row -> row.path("timestamp").asLong() >= fromMillis
                        && row.path("timestamp").asLong() <= toMillis)
                .toList();
        for (String source : SOURCES) {
            List<ObjectNode> of = within.stream()
                    .filter(row -> row.path("sourceType").asText().equals(source))
                    .toList();
            summary.put(source, of.size());
            of.stream()
                    .mapToLong(row -> row.path("timestamp").asLong())
                    .max()
                    .ifPresent(time -> latest.put(source, time));
        }
        summary.put("total", within.size());
        summary.set("lastEventTimestamps", latest);
        return summary;
    }

    List<ObjectNode> patterns() {
        List<ObjectNode> rows = data.rows("patterns");
        List<ObjectNode> products = data.rows("products");
        for (int number = 0; number < rows.size(); number++) {
            ObjectNode row = rows.get(number);
            ObjectNode told = DemoResponses.object()
                    .put("title", row.path("title").asText())
                    .put("severity", List.of("high", "medium", "low").get(number % 3))
                    .put("source", row.path("source").asText())
                    .put("description", row.path("title").asText() + ", seen in the last month.");
            told.putArray("recommendations").add("Show it near the entrance").add("Compare next week");
            row.put("type", List.of("trend", "anomaly", "correlation").get(number % 3))
                    .put("productId", products.get(number).path("id").asText())
                    .put("data", told.toString())
                    .put("detectedAt", daysAgo(number).toEpochMilli());
        }
        return rows;
    }

    List<ObjectNode> products() {
        List<ObjectNode> rows = data.rows("products");
        for (int number = 0; number < rows.size(); number++) {
            ObjectNode row = rows.get(number);
            String category = CATEGORIES.get(number % CATEGORIES.size());
            row.put("title", row.path("name").asText())
                    .put("description", row.path("name").asText() + ", from the " + category + " range")
                    .put("category", category);
            row.putArray("images").add(row.path("imageUrl").asText());
            row.putObject("metadata")
                    .put("inStock", row.path("stock").asInt() > 0)
                    .put("currency", "EUR")
                    .put("sourceUrl", "https://shop.example/item/" + number);
        }
        return rows;
    }

    ObjectNode descriptions(String productId) {
        ObjectNode descriptions = DemoResponses.object();
        products().stream()
                .filter(row -> row.path("id").asText().equals(productId))
                .forEach(row -> descriptions
                        .withArray("descriptions")
                        .addObject()
                        .put("id", "description-" + productId)
                        .put("type", "short")
                        .put("content", row.path("description").asText())
                        .put("createdAt", DemoResponses.millis(daysAgo(3))));
        return descriptions;
    }

    ArrayNode messages(ObjectNode session) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        session.path("messages")
                .forEach(message -> messages.add(message(
                        session.path("id").asText() + "-" + messages.size(),
                        message.path("role").asText(),
                        message.path("text").asText())));
        return messages;
    }

    ObjectNode message(String id, String role, String content) {
        return DemoResponses.object()
                .put("id", id)
                .put("role", role)
                .put("content", content)
                .put("createdAt", DemoResponses.millis(today));
    }

    List<ObjectNode> sessions() {
        return data.rows("chat");
    }

    ObjectNode subscription(String status) {
        ObjectNode subscription = data.subscription()
                .put("id", "sub_" + organization)
                .put("stripeCustomerId", "cus_local")
                .put("stripeSubscriptionId", "sub_local")
                .put("payAsYouGo", false)
                .put("billingPeriod", "monthly")
                .put("status", status)
                .put("currentPeriodStart", DemoResponses.millis(daysAgo(18)))
                .put("currentPeriodEnd", DemoResponses.millis(today.plus(Duration.ofDays(12))))
                .put("createdAt", DemoResponses.millis(daysAgo(200)))
                .put("updatedAt", DemoResponses.millis(daysAgo(18)));
        subscription.putObject("modules").put("web", true).put("cctv", true).put("social", false);
        return subscription;
    }

    ObjectNode usage() {
        ObjectNode usage = data.usage();
        int most = 50_000;
        for (String source : SOURCES) {
            int current = usage.path("interactions").asInt() / (2 + SOURCES.indexOf(source));
            usage.withArray("modules")
                    .addObject()
                    .put("module", source)
                    .put("current", current)
                    .put("limit", most)
                    .put("percentage", current * 100 / most);
        }
        return usage.put("totalInteractions", usage.path("interactions").asInt())
                .put("billingPeriodStart", DemoResponses.millis(daysAgo(18)))
                .put("billingPeriodEnd", DemoResponses.millis(today.plus(Duration.ofDays(12))));
    }

    ObjectNode plans() {
        ObjectNode plans = data.plans();
        plans.withArray("items").forEach(plan -> {
            ObjectNode more = (ObjectNode) plan;
            more.put("priceId", "price_" + plan.path("name").asText());
            more.putArray("features").add("All sources").add(plan.path("price").asInt() + " reports a month");
        });
        plans.set("plans", plans.withArray("items").deepCopy());
        return plans;
    }

    List<ObjectNode> invoices() {
        List<ObjectNode> rows = data.rows("invoices");
        for (int number = 0; number < rows.size(); number++) {
            ObjectNode row = rows.get(number);
            boolean paid = row.path("status").asText().equals("paid");
            row.put("amountDue", 14_900)
                    .put("amountPaid", paid ? 14_900 : 0)
                    .put("currency", "eur")
                    .put("created", DemoResponses.millis(daysAgo(30 * number)))
                    .put("periodStart", DemoResponses.millis(daysAgo(30 * number + 30)))
                    .put("periodEnd", DemoResponses.millis(daysAgo(30 * number)))
                    .putNull("hostedInvoiceUrl")
                    .putNull("invoicePdf");
        }
        return rows;
    }

    ObjectNode paymentMethods() {
        ObjectNode methods = DemoResponses.object();
        ObjectNode card = methods.putArray("paymentMethods")
                .addObject()
                .put("id", "pm_local")
                .put("type", "card");
        card.putObject("card")
                .put("brand", "visa")
                .put("last4", "4242")
                .put("expMonth", 12)
                .put("expYear", 2030);
        return methods;
    }
}
