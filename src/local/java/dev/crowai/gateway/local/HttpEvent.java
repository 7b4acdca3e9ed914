package dev.crowai.gateway.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Percent;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Makes the event of an HTTP API in payload format 2.0 from one request: the path is decoded, the query is unchanged,
 * cookies are separate, repeated fields are joined by commas under a name in lower case, and a body that is not text is
 * in base64.
 */
final class HttpEvent {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern TEXT_TYPE = Pattern.compile(
            "text/.*|application/(json|xml|javascript)|application/.*\\+(json|xml)", Pattern.CASE_INSENSITIVE);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private HttpEvent() {}

    /** The event of a request whose body has been read. */
    static ObjectNode of(HttpExchange exchange, Body body, String requestId, Instant now) {
        String target = originForm(exchange.getRequestURI());
        int mark = target.indexOf('?');
        String path = Percent.decode(mark < 0 ? target : target.substring(0, mark));
        String query = mark < 0 ? "" : target.substring(mark + 1);
        Map<String, String> headers = headers(exchange, body, now);

        ObjectNode event = JSON.objectNode();
        event.put("version", "2.0");
        event.put("routeKey", "$default");
        event.put("rawPath", path);
        event.put("rawQueryString", query);
        List<String> cookies = cookies(exchange);
        if (!cookies.isEmpty()) {
            cookies.forEach(event.putArray("cookies")::add);
        }
        headers.forEach(event.putObject("headers")::put);
        Map<String, String> parameters = parameters(query);
        if (!parameters.isEmpty()) {
            parameters.forEach(event.putObject("queryStringParameters")::put);
        }
        event.set("requestContext", requestContext(exchange, path, headers, requestId, now));
        putBody(event, body, headers);
        return event;
    }

    /** The request target as received. {@link URI} parses a target that begins with two slashes wrongly. */
    private static String originForm(URI uri) {
        String target = uri.toString();
        if (!target.startsWith("/")) {
            String query = uri.getRawQuery();
            target = uri.getRawPath() + (query == null ? "" : "?" + query);
        }
        int fragment = target.indexOf('#');
        return fragment < 0 ? target : target.substring(0, fragment);
    }

    private static Map<String, String> headers(HttpExchange exchange, Body body, Instant now) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        headers.remove("cookie");
        headers.remove("transfer-encoding");
        headers.remove("content-length");
        if (!body.isEmpty() || exchange.getRequestHeaders().containsKey("Content-Length")) {
            headers.put("content-length", Integer.toString(body.length()));
        }
        headers.merge("x-forwarded-for", sourceIp(exchange), (sent, own) -> sent + ", " + own);
        headers.put("x-forwarded-proto", "http");
        headers.put(
                "x-forwarded-port", Integer.toString(exchange.getLocalAddress().getPort()));
        headers.putIfAbsent("x-amzn-trace-id", traceId(now));
        return headers;
    }

    private static String traceId(Instant now) {
        String random = UUID.randomUUID().toString().replace("-", "").substring(0, 24);
        return "Root=1-" + HexFormat.of().toHexDigits((int) now.getEpochSecond()) + "-" + random;
    }

    private static List<String> cookies(HttpExchange exchange) {
        List<String> cookies = new ArrayList<>();
        for (String header :
                Optional.ofNullable(exchange.getRequestHeaders().get("Cookie")).orElse(List.of())) {
            for (String cookie : header.split(";", -1)) {
                if (!cookie.isBlank()) {
                    cookies.add(cookie.strip());
                }
            }
        }
        return cookies;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.merge(parameter(name), parameter(value), (first, next) -> first + "," + next);
            }
        }
        return parameters;
    }

    private static String parameter(String encoded) {
        return Percent.decode(encoded.replace('+', ' '));
    }

    private static ObjectNode requestContext(
            HttpExchange exchange, String path, Map<String, String> headers, String requestId, Instant now) {
        String host = headers.getOrDefault("host", "localhost");
        ObjectNode context = JSON.objectNode();
        context.put("accountId", "000000000000");
        context.put("apiId", "local");
        context.put("domainName", host);
        context.put("domainPrefix", host.split("[.:]", -1)[0]);
        ObjectNode http = context.putObject("http");
        http.put("method", exchange.getRequestMethod());
        http.put("path", path);
        http.put("protocol", exchange.getProtocol());
        http.put("sourceIp", sourceIp(exchange));
        http.put("userAgent", headers.getOrDefault("user-agent", ""));
        context.put("requestId", requestId);
        context.put("routeKey", "$default");
        context.put("stage", "$default");
        context.put("time", TIME.format(now));
        context.put("timeEpoch", now.toEpochMilli());
        return context;
    }

    private static String sourceIp(HttpExchange exchange) {
        return exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    private static void putBody(ObjectNode event, Body body, Map<String, String> headers) {
        Optional<String> text = isText(headers) ? body.utf8() : Optional.empty();
        if (!body.isEmpty()) {
            event.put("body", text.orElseGet(body::base64));
        }
        event.put("isBase64Encoded", !body.isEmpty() && text.isEmpty());
    }

    private static boolean isText(Map<String, String> headers) {
        String type = headers.getOrDefault("content-type", "text/plain")
                .split(";", -1)[0]
                .strip();
        return !headers.containsKey("content-encoding")
                && TEXT_TYPE.matcher(type).matches();
    }
}
