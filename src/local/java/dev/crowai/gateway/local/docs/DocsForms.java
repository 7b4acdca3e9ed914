package dev.crowai.gateway.local.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.crowai.gateway.demo.DemoPerson;
import dev.crowai.gateway.demo.Loopback;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.local.inspector.OwnPages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The forms on {@code /docs}. They are added to the page that the function returned, by the local server alone: {@link
 * #on} puts one script and one style sheet into it. The script sends what a developer fills in to {@code /__docs/send};
 * the request goes through the gateway like any other, with the credentials of the chosen caller.
 */
public final class DocsForms {
    private static final String ROOT = "/__docs";
    private static final String CALLERS = ROOT + "/callers";
    private static final String SEND = ROOT + "/send";
    private static final int MOST_BYTES = 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Callers callers;
    private final String script;
    private final String style;

    /**
     * The forms of one gateway.
     *
     * @param people the people of the demo; empty when there are none
     * @param internalKey the key by which the gateway recognizes services
     */
    public DocsForms(List<DemoPerson> people, String internalKey) throws IOException {
        this.callers = new Callers(people, internalKey);
        this.script = asset("forms.js");
        this.style = asset("forms.css");
    }

    private static String asset(String name) throws IOException {
        try (InputStream in = DocsForms.class.getResourceAsStream(name)) {
            return "\n" + new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether a path belongs to the forms and never to the gateway. */
    public static boolean serves(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path != null && path.startsWith(ROOT + "/");
    }

    /** The response to a request for the docs page, with the forms; any other response as it is. */
    public Response on(HttpExchange exchange, Response response) {
        boolean isPage = response.status() == 200
                && "/docs".equals(exchange.getRequestURI().getPath())
                && exchange.getRequestMethod().equals("GET")
                && OwnPages.isOwnHost(exchange);
        return isPage ? withForms(response, "http://" + OwnPages.host(exchange)) : response;
    }

    private Response withForms(Response page, String origin) {
        String html = page.body().utf8().orElseThrow();
        String head = "<style>" + style + "</style>\n<script type=\"module\">" + script + "</script>\n</head>";
        String policy = FormsPolicy.of(
                page.header("Content-Security-Policy").orElseThrow(),
                script,
                style,
                origin + CALLERS + " " + origin + SEND);
        return page.withBody(Body.of(html.replace("</head>", head))).with("Content-Security-Policy", policy);
    }

    /**
     * Handles a request of the script.
     *
     * @param sender sends the request that it asks for
     */
    public void serve(HttpExchange exchange, Sender sender) throws IOException {
        Loopback.write(exchange, OwnPages.isFromOwnPage(exchange) ? respond(exchange, sender) : OwnPages.refusal());
    }

    private Response respond(HttpExchange exchange, Sender sender) throws IOException {
        String endpoint =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        return switch (endpoint) {
            case "GET " + CALLERS -> Response.json(200, callers.toJson().toString());
            case "POST " + SEND -> send(exchange, sender);
            default -> Response.json(404, "{\"message\":\"No such page\"}");
        };
    }

    private Response send(HttpExchange exchange, Sender sender) throws IOException {
        byte[] form = exchange.getRequestBody().readNBytes(MOST_BYTES);
        try {
            TryRequest request = TryRequest.of(JSON.readTree(form));
            long start = System.nanoTime();
            Sender.Received received = sender.send(
                    request.method().name(),
                    request.target(),
                    request.headers().plus(callers.credentials(request.caller(), request.method())),
                    request.body());
            return Response.json(
                    200, toJson(received, System.nanoTime() - start).toString());
        } catch (JsonProcessingException | IllegalArgumentException wrong) {
            ObjectNode why = JSON.createObjectNode().put("message", wrong.getMessage());
            return Response.json(400, why.toString());
        }
    }

    private static ObjectNode toJson(Sender.Received received, long nanos) {
        Response response = received.response();
        ObjectNode json = JSON.createObjectNode()
                .put("number", received.number())
                .put("status", response.status())
                .put("milliseconds", Math.round(nanos / 1e6))
                .put("length", response.body().length())
                .put("body", response.body().utf8().orElse(""));
        ArrayNode headers = json.putArray("headers");
        response.headers()
                .fields()
                .forEach(field -> headers.addArray().add(field.name()).add(field.value()));
        return json;
    }
}
