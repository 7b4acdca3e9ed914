package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crowai.gateway.demo.DemoServices;
import dev.crowai.gateway.demo.Recording;
import dev.crowai.gateway.demo.RecordingHandler;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.local.inspector.Inspector;
import dev.crowai.gateway.pages.Docs;
import dev.crowai.gateway.testing.Exchanges;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocsFormsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String KEY = "an-internal-key";
    private static DemoServices demo;

    private final RecordingHandler function = RecordingHandler.answering(204);
    private final HttpDoor door = open(function);

    @BeforeAll
    static void start() throws IOException {
        demo = DemoServices.start(new LocalEnvironment(Map.of()).demoConfig());
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private static HttpDoor open(RequestStreamHandler handler) {
        try {
            return HttpDoor.open(
                    0,
                    handler,
                    new HttpDoor.Inspection(
                            new Inspector(InstantSource.system()), new DemoPage(Optional.of(demo)), KEY));
        } catch (IOException noPort) {
            throw new IllegalStateException(noPort);
        }
    }

    /** A door in front of a function that returns the docs page. */
    private static HttpDoor openDocs() {
        Response page = new Docs(Exchanges.SERVICES, List.of()).handle(Exchanges.get("/docs"));
        return open(new RecordingHandler(APIGatewayV2HTTPResponse.builder()
                .withStatusCode(page.status())
                .withHeaders(Map.of(
                        "Content-Type", page.header("Content-Type").orElseThrow(),
                        "Content-Security-Policy",
                                page.header("Content-Security-Policy").orElseThrow()))
                .withBody(page.body().utf8().orElseThrow())
                .build()));
    }

    private static HttpResponse<String> get(HttpDoor from, String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(from.uri().resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String caller, String method, String target, String more, String body)
            throws Exception {
        String form = JsonNodeFactory.instance
                .objectNode()
                .put("caller", caller)
                .put("method", method)
                .put("target", target)
                .put("headers", more)
                .put("body", body)
                .toString();
        return post(form, "X-Inspector", "1");
    }

    private HttpResponse<String> post(String form, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(door.uri().resolve("/__docs/send")).POST(BodyPublishers.ofString(form));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void the_page_of_the_local_server_allows_its_one_script_and_the_addresses_of_the_forms() throws Exception {
        try (HttpDoor gateway = openDocs()) {
            HttpResponse<String> page = get(gateway, "/docs");

            String script = between(page.body(), "<script type=\"module\">", "</script>");
            String own = "http://localhost:" + gateway.uri().getPort();
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; style-src 'sha256-")
                    .endsWith("; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; script-src 'sha256-"
                            + sha256(script)
                            + "'; connect-src " + own + "/__docs/callers " + own
                            + "/__docs/send; require-trusted-types-for 'script'; trusted-types 'none'");
            assertThat(page.body()).doesNotContain("<form", " src=");
        }
    }

    @Test
    void the_page_under_another_name_is_as_deployed() throws Exception {
        try (HttpDoor gateway = openDocs()) {
            assertThat(RawClient.get(gateway.uri(), "/docs")).contains("200").doesNotContain("<script", "script-src");
        }
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static String sha256(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void the_page_is_told_who_can_send_but_no_credential() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(door.uri().resolve("/__docs/callers"))
                .header("X-Inspector", "1")
                .build();

        String callers = CLIENT.send(request, BodyHandlers.ofString()).body();

        assertThat(Recording.parse(callers).findValuesAsText("key"))
                .contains("ann", "ann-key", "dan", "nobody", "service");
        assertThat(callers)
                .contains(demo.ann().userId(), demo.people().getFirst().profileId())
                .doesNotContain(demo.ann().cookie(), demo.annsKey(), KEY);
    }

    @Test
    void a_request_as_ann_carries_her_session_and_when_it_writes_her_page() throws Exception {
        JsonNode answer = Recording.parse(
                send("ann", "POST", "/api/v1/products?a=1", "Content-Type: application/json", "{\"b\":2}")
                        .body());

        assertThat(answer.get("status").asInt()).isEqualTo(204);
        assertThat(answer.get("number").asInt()).isEqualTo(1);
        assertThat(function.event().getRawPath()).isEqualTo("/api/v1/products");
        assertThat(function.event().getRawQueryString()).isEqualTo("a=1");
        assertThat(function.event().getCookies()).containsExactly(demo.ann().cookie());
        assertThat(function.event().getBody()).isEqualTo("{\"b\":2}");
        assertThat(function.event().getHeaders())
                .containsEntry("origin", "http://localhost:3000")
                .containsEntry("content-type", "application/json")
                .doesNotContainKey("x-inspector");
    }

    @Test
    void a_request_as_an_api_key_a_service_or_nobody_carries_what_they_have() throws Exception {
        var _ = send("ann-key", "GET", "/api/v1/products", "", "");
        assertThat(function.event().getHeaders()).containsEntry("x-api-key", demo.annsKey());

        var _ = send("service", "GET", "/api/v1/products", "", "");
        assertThat(function.event().getHeaders())
                .containsEntry("x-internal-key", KEY)
                .containsEntry("x-organization-id", demo.ann().organizationId().orElseThrow());

        var _ = send("nobody", "GET", "/api/v1/products", "", "");
        assertThat(function.event().getCookies()).isNull();
        assertThat(function.event().getHeaders()).doesNotContainKeys("x-api-key", "x-internal-key");
    }

    @ParameterizedTest
    @CsvSource({
        "somebody, GET, /api/v1/products, '', No such caller: somebody",
        "ann, FETCH, /api/v1/products, '', No such method: FETCH",
        "ann, GET, api/v1/products, '', The path begins with a slash",
        "ann, GET, /api/v1/red shoe, '', The path begins with a slash",
        "ann, GET, /api/v1/products, no colon, A header is",
        "ann, GET, /api/v1/products, 'bad name: 1', name"
    })
    void a_form_that_makes_no_request_is_told_why(String caller, String method, String target, String more, String why)
            throws Exception {
        HttpResponse<String> refused = send(caller, method, target, more, "");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Recording.parse(refused.body()).get("message").asText()).contains(why);
        assertThat(function.calls()).isZero();
    }

    @Test
    void no_other_site_can_send() throws Exception {
        assertThat(post("{}").statusCode()).isEqualTo(403);
        assertThat(RawClient.get(door.uri(), "/__docs/callers", "X-Inspector: 1"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(function.calls()).isZero();
    }
}
