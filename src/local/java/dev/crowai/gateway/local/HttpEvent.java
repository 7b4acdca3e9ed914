package dev.crowai.gateway.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
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

    /**
     * A request whose body has been read.
     *
     * @param target an encoded path, and after {@code ?} the raw query
     * @param headers every field line by its name, whatever it holds
     * @param client the address of the client
     * @param port the port of this server
     */
    record Incoming(
            String method,
            String target,
            String protocol,
            Map<String, List<String>> headers,
            Body body,
            String client,
            int port) {

        static Incoming of(HttpExchange exchange, Body body) {
            return new Incoming(
                    exchange.getRequestMethod(),
                    originForm(exchange.getRequestURI()),
                    exchange.getProtocol(),
                    lowerCase(exchange.getRequestHeaders()),
                    body,
                    exchange.getRemoteAddress().getAddress().getHostAddress(),
                    exchange.getLocalAddress().getPort());
        }

        private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
            Map<String, List<String>> all = new TreeMap<>();
            headers.forEach((name, values) -> all.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
            return all;
        }

        /** Another request of the same client to the same server. */
        Incoming instead(String otherMethod, String otherTarget, Headers others, Body otherBody) {
            Map<String, List<String>> with = new TreeMap<>();
            others.names().forEach(name -> with.put(name.toLowerCase(Locale.ROOT), others.all(name)));
            Optional.ofNullable(headers.get("host")).ifPresent(host -> with.put("host", host));
            return new Incoming(otherMethod, otherTarget, protocol, with, otherBody, client, port);
        }
    }

    static ObjectNode of(Incoming request, String requestId, Instant now) {
        String target = request.target();
        int mark = target.indexOf('?');
        String path = Percent.decode(mark < 0 ? target : target.substring(0, mark));
        String query = mark < 0 ? "" : target.substring(mark + 1);
        Map<String, String> headers = headers(request, now);

        ObjectNode event = JSON.objectNode();
        event.put("version", "2.0");
        event.put("routeKey", "$default");
        event.put("rawPath", path);
        event.put("rawQueryString", query);
        List<String> cookies = cookies(request.headers().getOrDefault("cookie", List.of()));
        if (!cookies.isEmpty()) {
            cookies.forEach(event.putArray("cookies")::add);
        }
        headers.forEach(event.putObject("headers")::put);
        Map<String, String> parameters = parameters(query);
        if (!parameters.isEmpty()) {
            parameters.forEach(event.putObject("queryStringParameters")::put);
        }
        event.set("requestContext", requestContext(request, path, headers, requestId, now));
        putBody(event, request.body(), headers);
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

    private static Map<String, String> headers(Incoming request, Instant now) {
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, values) -> headers.put(name, String.join(",", values)));
        headers.remove("cookie");
        headers.remove("transfer-encoding");
        headers.remove("content-length");
        if (!request.body().isEmpty() || request.headers().containsKey("content-length")) {
            headers.put("content-length", Integer.toString(request.body().length()));
        }
        headers.merge("x-forwarded-for", request.client(), (sent, own) -> sent + ", " + own);
        headers.put("x-forwarded-proto", "http");
        headers.put("x-forwarded-port", Integer.toString(request.port()));
        headers.putIfAbsent("x-amzn-trace-id", traceId(now));
        return headers;
    }

    private static String traceId(Instant now) {
        String random = UUID.randomUUID().toString().replace("-", "").substring(0, 24);
        return "Root=1-" + HexFormat.of().toHexDigits((int) now.getEpochSecond()) + "-" + random;
    }

    private static List<String> cookies(List<String> fields) {
        List<String> cookies = new ArrayList<>();
        for (String header : fields) {
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
            Incoming request, String path, Map<String, String> headers, String requestId, Instant now) {
        String host = headers.getOrDefault("host", "localhost");
        ObjectNode context = JSON.objectNode();
        context.put("accountId", "000000000000");
        context.put("apiId", "local");
        context.put("domainName", host);
        context.put("domainPrefix", host.split("[.:]", -1)[0]);
        ObjectNode http = context.putObject("http");
        http.put("method", request.method());
        http.put("path", path);
        http.put("protocol", request.protocol());
        http.put("sourceIp", request.client());
        http.put("userAgent", headers.getOrDefault("user-agent", ""));
        context.put("requestId", requestId);
        context.put("routeKey", "$default");
        context.put("stage", "$default");
        context.put("time", TIME.format(now));
        context.put("timeEpoch", now.toEpochMilli());
        return context;
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
