package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.testing.Platform;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Many callers with requests of all kinds, each of which can be told from every other: by its caller, request id, trace,
 * marker and the time that the service takes for it. {@link CrowdServices} stands behind the gateway and echoes them.
 */
final class Crowd {
    /** Callers of each kind. */
    private static final int CALLERS = 16;

    private static final int LONGEST_DELAY_MILLIS = 30;

    /** What a client gets where the machine is so busy that a service does not respond in time. */
    static final Set<Integer> UNAVAILABLE = Set.of(503, 504);

    /** Later than the longest soak. */
    static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();
    private static final Platform TOKENS = new Platform(InstantSource.system());

    /** How a caller is identified. */
    enum Kind {
        SESSION("session"),
        API_KEY("api-key"),
        JWT("jwt"),
        ANONYMOUS("anonymous");

        private final String identity;

        Kind(String identity) {
            this.identity = identity;
        }
    }

    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<String> BEARERS = IntStream.range(0, CALLERS)
            .mapToObj(number -> TOKENS.jwt(
                    "j" + number,
                    claims -> claims.withClaim("organizationId", organization(number))
                            .withExpiresAt(END)))
            .toList();

    private Crowd() {}

    /** The organization of the callers with this number, as the organization service names it. */
    static String organization(int number) {
        return new UUID(0x4a1c555d00004000L, 0x8000000000000000L | number).toString();
    }

    /**
     * One request and what must come of it.
     *
     * @param shape 0 for a GET of its own, 1 for a GET that may be a hit, 2 for a POST
     * @param delay what the service waits, in milliseconds
     */
    record Asked(Kind kind, int number, int shape, String id, String trace, String marker, int delay) {
        static Asked next(RandomGenerator random) {
            long id = random.nextLong();
            return new Asked(
                    KINDS.get(random.nextInt(KINDS.size())),
                    random.nextInt(CALLERS),
                    random.nextInt(3),
                    "request-" + HEX.toHexDigits(id),
                    HEX.toHexDigits(id | 1) + HEX.toHexDigits(random.nextLong()),
                    "marker-" + HEX.toHexDigits(random.nextLong()),
                    random.nextInt(LONGEST_DELAY_MILLIS));
        }

        String method() {
            return shape == 2 ? "POST" : "GET";
        }

        String path() {
            return "/api/v1/" + (kind == Kind.ANONYMOUS ? "qna" : "products") + "/things";
        }

        String query() {
            return switch (shape) {
                case 1 -> "page=1";
                default -> "marker=" + marker + "&delay=" + delay;
            };
        }

        String address() {
            return "203.0.113." + number;
        }

        Map<String, String> headers() {
            Map<String, String> headers = new TreeMap<>(Map.of(
                    "accept",
                    "application/json",
                    "content-type",
                    "application/json",
                    "x-request-id",
                    id,
                    "traceparent",
                    "00-" + trace + "-00f067aa0ba902b7-01"));
            switch (kind) {
                case API_KEY -> headers.put("x-api-key", "crow_" + number);
                case JWT -> headers.put("authorization", "Bearer " + BEARERS.get(number));
                case SESSION, ANONYMOUS -> {}
            }
            return headers;
        }

        List<String> cookies() {
            return kind == Kind.SESSION
                    ? List.of("theme=dark", "better-auth.session_token=s" + number + ".sig")
                    : List.of();
        }

        String body() {
            return shape == 2 ? "{\"marker\":\"" + marker + "\"}" : "";
        }

        /** The event of an HTTP API. */
        String event() {
            ObjectNode event = JsonNodeFactory.instance.objectNode();
            event.put("version", "2.0").put("routeKey", "$default").put("rawPath", path());
            event.put("rawQueryString", query());
            headers().forEach(event.putObject("headers")::put);
            cookies().forEach(event.putArray("cookies")::add);
            ObjectNode context = event.putObject("requestContext");
            context.put("domainName", "dev.api.crowai.dev")
                    .put("requestId", "platform-" + id)
                    .put("stage", "$default");
            context.putObject("http")
                    .put("method", method())
                    .put("path", path())
                    .put("sourceIp", address());
            event.put("isBase64Encoded", false);
            if (!body().isEmpty()) {
                event.put("body", body());
            }
            return event.toString();
        }

        private String user() {
            return switch (kind) {
                case SESSION -> "s" + number;
                case API_KEY -> "k" + number;
                case JWT -> "j" + number;
                case ANONYMOUS -> "";
            };
        }

        /** Whom the token that is sent on may name. An anonymous request may go on without one. */
        private Set<String> subjects(String address) {
            return switch (kind) {
                case SESSION, JWT -> Set.of(user());
                case API_KEY -> Set.of("");
                case ANONYMOUS -> Set.of("", "anonymous-" + address.replace('.', '-'));
            };
        }

        /**
         * Asserts that the response is this request's own.
         *
         * @param address the address of the client as the gateway saw it
         * @param total what the response says about its time, in milliseconds
         */
        void assertResponse(int status, String responseId, String cache, String body, double total, String address)
                throws Exception {
            String name = this + " → " + body;
            assertThat(responseId).as(name).isEqualTo(id);
            JsonNode echo = JSON.readTree(body);
            if (UNAVAILABLE.contains(status)) {
                assertThat(echo.path("requestId").asText()).as(name).isEqualTo(id);
                return;
            }
            assertThat(status).as(name).isEqualTo(200);
            assertThat(echo.path("user").asText()).as(name).isEqualTo(user());
            assertThat(echo.path("organization").asText())
                    .as(name)
                    .isEqualTo(kind == Kind.ANONYMOUS ? "" : organization(number));
            assertThat(echo.path("subject").asText()).as(name).isIn(subjects(address));
            if (!cache.equals("HIT")) {
                assertThat(echo.path("id").asText()).as(name).isEqualTo(id);
                assertThat(echo.path("trace").asText()).as(name).isEqualTo(trace);
                assertThat(echo.path("marker").asText()).as(name).isEqualTo(shape == 1 ? "" : marker);
                assertThat(total).as(name).isGreaterThanOrEqualTo(shape == 1 ? 0 : delay);
            }
        }

        /** Asserts that a line of the log is about this request alone. */
        void assertLogged(JsonNode line) {
            String name = this + " → " + line;
            assertThat(line.path("traceId").asText()).as(name).isEqualTo(trace);
            assertThat(line.path("method").asText()).as(name).isEqualTo(method());
            assertThat(line.path("path").asText()).as(name).isEqualTo(path());
            if (UNAVAILABLE.contains(line.path("status").asInt())) {
                return;
            }
            assertThat(line.path("identity").asText()).as(name).isEqualTo(kind.identity);
            assertThat(line.path("status").asInt()).as(name).isEqualTo(200);
            assertThat(line.path("organizationId").asText())
                    .as(name)
                    .isEqualTo(kind == Kind.ANONYMOUS ? "" : organization(number));
            JsonNode milliseconds = line.path("milliseconds");
            if (shape != 1) {
                assertThat(milliseconds.path("upstream").asDouble()).as(name).isGreaterThanOrEqualTo(delay);
            }
            assertThat(milliseconds.path("total").asDouble())
                    .as(name)
                    .isGreaterThanOrEqualTo(milliseconds.path("upstream").asDouble());
        }
    }

    /** The lines of requests in a log, by the id of their request. Two lines of one request are a failure. */
    static Map<String, JsonNode> requestLines(List<String> log) throws Exception {
        Map<String, JsonNode> lines = new HashMap<>();
        for (String text : log) {
            if (text.contains("\"event\":\"request\"")) {
                // The runtime interface client's own first words end without a line break.
                JsonNode line = JSON.readTree(text.substring(text.indexOf('{')));
                assertThat(lines.put(line.path("requestId").asText(), line))
                        .as(text)
                        .isNull();
            }
        }
        return lines;
    }

    /** The total of a {@code Server-Timing} field, in milliseconds. */
    static double total(String serverTiming) {
        return Double.parseDouble(serverTiming.replaceFirst(".*total;dur=", ""));
    }
}
