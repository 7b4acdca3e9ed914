package dev.crowai.gateway.local.collection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Percent;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The request that a client sent to cause an event of {@code events/}.
 *
 * @param name the name of the event
 * @param target an encoded path, and after {@code ?} the raw query
 * @param headers the fields of the client, without those that a client or API Gateway writes by itself
 */
record SampleRequest(String name, String method, String target, Headers headers, Body body) {
    private static final Pattern BY_ITSELF =
            Pattern.compile("host|content-length|accept-encoding|user-agent|via|x-amzn-trace-id|x-forwarded-.*");
    private static final String FUNCTION_URL = ".lambda-url.";

    /** Reads an event in payload format 2.0. */
    static SampleRequest of(String name, JsonNode event) {
        String query = event.path("rawQueryString").asText();
        return new SampleRequest(
                name,
                event.at("/requestContext/http/method").asText(),
                path(event) + (query.isEmpty() ? "" : "?" + query),
                headers(event),
                event.path("isBase64Encoded").asBoolean()
                        ? Body.ofBase64(event.path("body").asText())
                        : Body.of(event.path("body").asText()));
    }

    /** The path before API Gateway decoded it and put a stage before it; a function URL does neither. */
    private static String path(JsonNode event) {
        String path = event.path("rawPath").asText();
        if (event.at("/requestContext/domainName").asText().contains(FUNCTION_URL)) {
            return path;
        }
        String stage = "/" + event.at("/requestContext/stage").asText() + "/";
        return Percent.encodePath(path.startsWith(stage) ? path.substring(stage.length() - 1) : path);
    }

    private static Headers headers(JsonNode event) {
        List<Headers.Field> fields = event.path("headers").properties().stream()
                .filter(field -> !BY_ITSELF
                        .matcher(field.getKey().toLowerCase(Locale.ROOT))
                        .matches())
                .map(field -> new Headers.Field(field.getKey(), field.getValue().asText()))
                .toList();
        String cookies =
                event.path("cookies").valueStream().map(JsonNode::asText).collect(Collectors.joining("; "));
        Headers sent = Headers.of(fields);
        return cookies.isEmpty() ? sent : sent.plus("cookie", cookies);
    }

    /** The body as a text without control characters; not when a file must hold it. */
    boolean hasTextBody() {
        return body.utf8()
                .filter(text -> text.chars().noneMatch(c -> c == '\r' || (c < ' ' && c != '\n' && c != '\t')))
                .isPresent();
    }
}
