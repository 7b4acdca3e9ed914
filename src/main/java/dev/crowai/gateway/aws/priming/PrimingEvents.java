package dev.crowai.gateway.aws.priming;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The JSON of events like those that requests of clients cause. Each event takes another path through the gateway.
 *
 * @param addressHeader {@code CLIENT_IP_HEADER}; empty when it is not set
 * @param jwt a valid bearer token
 * @param key the key of internal callers, which is also the secret of the proxy in front
 */
record PrimingEvents(Optional<String> addressHeader, String jwt, String key, InstantSource clock) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String PRODUCTS = "/api/v1/products";
    private static final String BODY = "{\"name\":\"caf\u00e9\",\"tags\":[" + "\"priming\",".repeat(100) + "\"\"]}";
    private static final Map<String, String> TRACED =
            Map.of("x-amzn-trace-id", "Root=1-67430005-0123456789abcdef01230005");

    /** The address of a client that exceeds every limit after some rounds. */
    private static final String BUSY_CLIENT = "192.0.2.1";

    /**
     * One event of each kind. Each round has other clients and other pages, so that no request uses remembered results
     * which a new client would not have.
     *
     * @param number the number of the round, 0–60,000
     */
    List<byte[]> round(int number) throws IOException {
        String client = "10.1." + number / 250 + "." + (number % 250 + 1);
        String page = "page=" + number + "&q=red%20shoe";
        Map<String, String> none = Map.of();
        List<String> session = List.of("theme=dark", "better-auth.session_token=priming-" + number + ".sig");
        List<String> noCookies = List.of();
        return List.of(
                event("GET", PRODUCTS, page, none, session, "", client),
                event("GET", PRODUCTS, page, TRACED, session, "", client),
                event("HEAD", PRODUCTS, page, none, session, "", client),
                event("POST", PRODUCTS, "", Map.of("content-type", "application/json"), session, BODY, client),
                event("GET", PRODUCTS, page, Map.of("x-api-key", "crow_priming" + number), noCookies, "", client),
                event("GET", "/api/v1/users/me", page, Map.of("authorization", "Bearer " + jwt), noCookies, "", client),
                event("GET", "/api/v1/qna/questions", page, none, noCookies, "", client),
                event("GET", PRODUCTS, page, Map.of("x-internal-key", key), noCookies, "", client),
                event("GET", "/api/v1/auth/get-session", "", none, session, "", client),
                event("GET", PRODUCTS, "", none, noCookies, "", client),
                event("GET", "/api/v1/nowhere", "", none, noCookies, "", client),
                event("GET", "/health", "", none, noCookies, "", client),
                event("GET", "/health", "", none, noCookies, "", BUSY_CLIENT),
                event("OPTIONS", PRODUCTS, "", Map.of("access-control-request-method", "GET"), noCookies, "", client));
    }

    private byte[] event(
            String method,
            String path,
            String query,
            Map<String, String> more,
            List<String> cookies,
            String body,
            String client)
            throws IOException {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "accept", "application/json",
                "accept-encoding", "gzip, deflate, br",
                "host", "api.crowai.dev",
                "origin", "https://app.crowai.dev",
                "user-agent", "priming",
                "x-forwarded-for", client,
                "x-origin-verify", key,
                "x-forwarded-port", "443",
                "x-forwarded-proto", "https"));
        headers.putAll(more);
        addressHeader.ifPresent(name -> headers.put(name, client));
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(payload)) {
            json.writeStartObject();
            json.writeStringField("version", "2.0");
            json.writeStringField("routeKey", "$default");
            json.writeStringField("rawPath", path);
            json.writeStringField("rawQueryString", query);
            json.writeFieldName("cookies");
            json.writeArray(cookies.toArray(String[]::new), 0, cookies.size());
            json.writeObjectFieldStart("headers");
            for (Map.Entry<String, String> header : headers.entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("requestContext");
            json.writeStringField("domainName", "api.crowai.dev");
            json.writeObjectFieldStart("http");
            json.writeStringField("method", method);
            json.writeStringField("path", path);
            json.writeStringField("sourceIp", client);
            json.writeEndObject();
            json.writeStringField("requestId", "Nx05kgQ7DoEEJxA=");
            json.writeStringField("stage", "$default");
            json.writeNumberField("timeEpoch", clock.millis());
            json.writeEndObject();
            json.writeStringField("body", body);
            json.writeBooleanField("isBase64Encoded", false);
            json.writeEndObject();
        }
        return payload.toByteArray();
    }
}
