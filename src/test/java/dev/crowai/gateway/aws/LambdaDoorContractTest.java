package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.payload.PayloadSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The function's door: the events of an HTTP API, as streams of JSON. */
final class LambdaDoorContractTest extends DoorContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    Response send(Method method, String target, Body body, String... headers) throws Exception {
        GatewayHandler handler = new GatewayHandler(gateway);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(JSON.writeValueAsBytes(event(method, target, body, headers))), answer, null);
        assertThat(answer.size()).isLessThanOrEqualTo(PayloadSize.LIMIT);
        return response(JSON.readTree(answer.toByteArray()));
    }

    /** As an HTTP API makes it: the path decoded, fields joined in lower case, cookies apart, base64 for no text. */
    private static ObjectNode event(Method method, String target, Body body, String... headers) {
        int question = target.indexOf('?');
        String path = Percent.decode(question < 0 ? target : target.substring(0, question));
        Map<String, String> fields = new TreeMap<>();
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0");
        event.put("routeKey", "$default");
        event.put("rawPath", path);
        event.put("rawQueryString", question < 0 ? "" : target.substring(question + 1));
        ArrayNode cookies = event.putArray("cookies");
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Cookie")) {
                List.of(headers[i + 1].split("; ", -1)).forEach(cookies::add);
            } else {
                fields.merge(
                        headers[i].toLowerCase(Locale.ROOT), headers[i + 1], (first, second) -> first + "," + second);
            }
        }
        fields.forEach(event.putObject("headers")::put);
        ObjectNode context = event.putObject("requestContext");
        context.put("domainName", "dev.api.crowai.dev");
        context.put("requestId", "JKJaXmPLvHcESHA=");
        context.put("stage", "$default");
        context.putObject("http").put("method", method.name()).put("path", path).put("sourceIp", "203.0.113.7");
        putBody(event, body, fields.getOrDefault("content-type", ""));
        return event;
    }

    private static void putBody(ObjectNode event, Body body, String type) {
        boolean text = body.utf8().isPresent() && (type.startsWith("text/") || type.equals("application/json"));
        if (!body.isEmpty()) {
            event.put("body", text ? body.utf8().orElseThrow() : body.base64());
        }
        event.put("isBase64Encoded", !body.isEmpty() && !text);
    }

    /** As an HTTP API passes it on to the client. */
    private static Response response(JsonNode answer) {
        List<Headers.Field> fields = new ArrayList<>();
        answer.path("headers")
                .properties()
                .forEach(field -> fields.add(
                        new Headers.Field(field.getKey(), field.getValue().textValue())));
        answer.path("cookies").forEach(cookie -> fields.add(new Headers.Field("Set-Cookie", cookie.textValue())));
        String body = answer.path("body").asText("");
        return new Response(
                answer.path("statusCode").intValue(),
                Headers.of(fields),
                answer.path("isBase64Encoded").booleanValue() ? Body.ofBase64(body) : Body.of(body));
    }
}
