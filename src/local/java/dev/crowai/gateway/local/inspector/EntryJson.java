package dev.crowai.gateway.local.inspector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Headers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A request in the JSON of the inspector's page. */
final class EntryJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
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

    /** The row of the list. */
    ObjectNode row(RecordedRequest entry) {
        return JSON.objectNode()
                .put("number", entry.number())
                .put("at", entry.at().toString())
                .put("method", entry.method())
                .put("path", entry.path())
                .put("query", entry.query())
                .put("status", entry.status())
                .put("service", entry.log().path("service").asText())
                .put("who", who(entry))
                .put("cache", entry.log().path("cache").asText())
                .put("limit", entry.log().path("limit").asText())
                .put("milliseconds", since(entry.start(), entry.end()));
    }

    private String who(RecordedRequest entry) {
        Stream<String> known = Stream.concat(
                entry.forwarded().flatMap(call -> call.sent().first("X-User-Id")).stream(),
                Stream.of(
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
        detail.set("requestHeaders", requestHeaders(entry, mask));
        detail.put("requestBody", entry.event().path("body").asText());
        detail.put("requestIsBase64", entry.event().path("isBase64Encoded").asBoolean());
        detail.put("host", entry.event().at("/requestContext/domainName").asText());
        detail.put("complete", entry.complete());
        detail.set("responseHeaders", headers(entry.headers(), mask));
        detail.put("responsePreview", entry.preview());
        detail.put("responseLength", entry.length());
        ObjectNode log = entry.log().deepCopy();
        detail.put("begun", since(entry.start(), log.path("begun").asLong(entry.start())));
        detail.set("log", log.without("begun"));
        ArrayNode calls = detail.putArray("calls");
        entry.calls().forEach(call -> calls.add(call(call, entry, mask)));
        return detail;
    }

    private static ObjectNode call(ServiceCall call, RecordedRequest entry, Mask mask) {
        ObjectNode json = JSON.objectNode()
                .put("method", call.method())
                .put("uri", call.uri().toString())
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
