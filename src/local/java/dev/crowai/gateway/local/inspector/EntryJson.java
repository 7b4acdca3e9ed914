package dev.crowai.gateway.local.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A request in the JSON of the inspector's page. */
final class EntryJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The path of a request that the gateway itself did not see: it may hold a secret. */
    private static final String UNLOGGED = "(not logged)";

    private static final double NANOS_IN_A_MILLISECOND = 1e6;

    private final Function<String, Optional<String>> nameOf;

    /**
     * Shows people by their names.
     *
     * @param nameOf finds the name, such as {@code ann@acme}, of the person whose user id or credential is in a text;
     *     empty when there is none
     */
    EntryJson(Function<String, Optional<String>> nameOf) {
        this.nameOf = nameOf;
    }

    /** The request in one row. */
    RequestSummary summary(RecordedRequest entry) {
        JsonNode log = entry.log();
        return new RequestSummary(
                entry.number(),
                entry.at(),
                entry.method(),
                entry.path(),
                entry.query(),
                log.path("path").asText(UNLOGGED),
                entry.status(),
                log.path("service").asText(),
                who(entry),
                log.path("cache").asText(),
                log.path("limit").asText(),
                refusal(log),
                since(entry.start(), entry.end()));
    }

    /** Why the gateway refused, with the access rule where one did. */
    private static String refusal(JsonNode log) {
        String refusal = log.path("refusal").asText();
        return log.has("rule") ? refusal + ": " + log.path("rule").asText() : refusal;
    }

    /** The row of the list, without secrets in its path and query. */
    ObjectNode row(RecordedRequest entry) {
        RequestSummary row = summary(entry);
        return JSON.objectNode()
                .put("number", row.number())
                .put("at", row.at().toString())
                .put("method", row.method())
                .put("path", Mask.HIDDEN.path(row.path()))
                .put("query", Mask.HIDDEN.query(row.query()))
                .put("status", row.status())
                .put("service", row.service())
                .put("who", row.who())
                .put("cache", row.cache())
                .put("limit", row.limit())
                .put("milliseconds", row.milliseconds());
    }

    private String who(RecordedRequest entry) {
        Stream<String> known = Stream.concat(
                entry.forwarded().flatMap(call -> call.sent().first("X-User-Id")).stream(),
                Stream.of(
                        entry.log().path("user").asText(),
                        entry.event().path("cookies").toString(),
                        entry.event().at("/headers/x-api-key").asText(),
                        entry.event().at("/headers/authorization").asText()));
        return known.map(nameOf)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> entry.log().path("identity").asText());
    }

    /** All details of a request, for the row that is open on the page. */
    ObjectNode detail(RecordedRequest entry, Mask mask) {
        ObjectNode detail = row(entry);
        if (mask == Mask.SHOWN) {
            detail.put("path", entry.path()).put("query", entry.query());
        }
        detail.set("requestHeaders", requestHeaders(entry, mask));
        Optional<String> body = requestBody(entry.event());
        detail.put("requestBody", body.map(mask::body).orElse(""));
        detail.put("requestIsBinary", body.isEmpty());
        detail.put("isMasked", mask == Mask.HIDDEN);
        detail.put("host", entry.event().at("/requestContext/domainName").asText());
        detail.put("complete", entry.complete());
        detail.set("responseHeaders", headers(entry.headers(), mask));
        detail.put("responsePreview", mask.body(entry.preview()));
        detail.put("responseLength", entry.length());
        ObjectNode log = entry.log().deepCopy();
        detail.put("begun", since(entry.start(), log.path("begun").asLong(entry.start())));
        detail.set("log", log.without("begun"));
        ArrayNode calls = detail.putArray("calls");
        entry.calls().forEach(call -> calls.add(call(call, entry, mask)));
        return detail;
    }

    /** The body as text, which the event may have in base64; empty when it is not text. */
    private static Optional<String> requestBody(JsonNode event) {
        String body = event.path("body").asText();
        return event.path("isBase64Encoded").asBoolean() ? Body.ofBase64(body).utf8() : Optional.of(body);
    }

    private static ObjectNode call(ServiceCall call, RecordedRequest entry, Mask mask) {
        ObjectNode json = JSON.objectNode()
                .put("method", call.method())
                .put("uri", mask.url(call.uri().toString()))
                .put("status", call.status())
                .put("failure", call.failure())
                .put("forwarded", call.isForwarded())
                .put("start", since(entry.start(), call.start()))
                .put("end", since(entry.start(), call.end()));
        json.set("sent", headers(call.sent(), mask));
        json.set("received", headers(call.received(), mask));
        return json;
    }

    private static ArrayNode requestHeaders(RecordedRequest entry, Mask mask) {
        ArrayNode all = JSON.arrayNode();
        entry.event()
                .path("headers")
                .properties()
                .forEach(field -> all.add(field(
                        field.getKey(), mask.of(field.getKey(), field.getValue().asText()))));
        List<String> cookies = entry.event()
                .path("cookies")
                .valueStream()
                .map(cookie -> cookie.asText())
                .toList();
        if (!cookies.isEmpty()) {
            all.add(field("cookie", mask.of("cookie", String.join("; ", cookies))));
        }
        return all;
    }

    private static ArrayNode headers(Headers headers, Mask mask) {
        ArrayNode all = JSON.arrayNode();
        headers.fields().forEach(field -> all.add(field(field.name(), mask.of(field.name(), field.value()))));
        return all;
    }

    private static ArrayNode field(String name, String value) {
        return JSON.arrayNode().add(name).add(value);
    }

    /** The time from start to end, in milliseconds with two decimals. */
    private static double since(long start, long end) {
        return Math.round((end - start) / NANOS_IN_A_MILLISECOND * 100) / 100.0;
    }
}
