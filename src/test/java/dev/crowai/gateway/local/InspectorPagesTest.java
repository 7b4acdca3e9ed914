package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.demo.DemoConfig;
import dev.crowai.gateway.demo.DemoServices;
import dev.crowai.gateway.demo.Recording;
import dev.crowai.gateway.demo.RecordingHandler;
import dev.crowai.gateway.local.inspector.Inspector;
import dev.crowai.gateway.testing.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

class InspectorPagesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String SECRET = "better-auth.session_token=secret";

    private final RecordingHandler function = RecordingHandler.answering(204);
    private final DemoServices demo;
    private final HttpDoor door;

    InspectorPagesTest() throws IOException {
        demo = DemoServices.start(
                DemoConfig.of("an-internal-key", "a-service-key").whenPopulated());
        door = HttpDoor.open(
                0,
                function,
                new HttpDoor.Inspection(
                        new Inspector(InstantSource.system()), new DemoPage(Optional.of(demo)), "an-internal-key"));
    }

    @AfterEach
    void close() {
        door.close();
        demo.close();
    }

    private HttpResponse<String> send(String method, String target, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(door.uri().resolve(target));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @Words("""
            /__inspector /__inspector/inspector.css /__inspector/inspector.js /__inspector/render.js
            /__inspector/demo.js /__inspector/curl.js /__inspector/server.js
            """)
    void serves_its_pages_itself_and_lets_them_load_from_here_alone(String page) throws Exception {
        HttpResponse<String> response = send("GET", page);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';");
        assertThat(function.calls()).isZero();
    }

    @Test
    void shows_a_request_without_its_secrets() throws Exception {
        var _ = send("GET", "/api/v1/products", "Cookie", SECRET);

        HttpResponse<String> detail = send("GET", "/__inspector/requests/1");

        assertThat(detail.body())
                .contains("/api/v1/products", "better-auth.session_token=…")
                .doesNotContain("=secret");
    }

    @Test
    void shows_secrets_to_its_own_page_alone() throws Exception {
        var _ = send("GET", "/api/v1/products", "Cookie", SECRET);

        assertThat(send("GET", "/__inspector/requests/1?secrets=shown").statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/__inspector/requests/1?secrets=shown", "X-Inspector", "1")
                        .body())
                .contains(SECRET);
    }

    @Test
    void sends_a_request_again_for_its_own_page_alone() throws Exception {
        var _ = send("POST", "/api/v1/products?a=1", "Content-Type", "application/json");

        assertThat(send("POST", "/__inspector/requests/1/again").statusCode()).isEqualTo(403);
        assertThat(function.calls()).isEqualTo(1);

        String first = function.event().getRequestContext().getRequestId();
        assertThat(send("POST", "/__inspector/requests/1/again", "X-Inspector", "1")
                        .statusCode())
                .isEqualTo(204);
        assertThat(function.calls()).isEqualTo(2);
        assertThat(function.event().getRawPath()).isEqualTo("/api/v1/products");
        assertThat(function.event().getRawQueryString()).isEqualTo("a=1");
        assertThat(function.event().getRequestContext().getRequestId()).isNotEqualTo(first);
        assertThat(send("GET", "/__inspector/requests/2").statusCode()).isEqualTo(200);
    }

    @Test
    void forgets_everything_for_its_own_page_alone() throws Exception {
        var _ = send("GET", "/health");

        assertThat(send("DELETE", "/__inspector/requests").statusCode()).isEqualTo(403);
        assertThat(send("GET", "/__inspector/requests/1").statusCode()).isEqualTo(200);
        assertThat(send("DELETE", "/__inspector/requests", "X-Inspector", "1").statusCode())
                .isEqualTo(204);
        assertThat(send("GET", "/__inspector/requests/1").statusCode()).isEqualTo(404);
    }

    @Test
    void answers_to_no_other_name_so_that_no_site_can_take_it_for_its_own() throws Exception {
        assertThat(RawClient.get(door.uri(), "/__inspector")).startsWith("HTTP/1.1 403 ");
        assertThat(RawClient.get(door.uri(), "/__demo")).startsWith("HTTP/1.1 403 ");
        assertThat(RawClient.get(door.uri(), "/__inspector/events")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void streams_what_was_before_and_then_each_new_request() throws Exception {
        var _ = send("GET", "/first");
        HttpRequest request = HttpRequest.newBuilder(door.uri().resolve("/__inspector/events"))
                .build();
        try (BufferedReader stream = new BufferedReader(new InputStreamReader(
                CLIENT.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            assertThat(paths(stream.readLine())).containsExactly("/first");
            assertThat(stream.readLine()).startsWith("id: ");
            assertThat(stream.readLine()).isEmpty();

            var _ = send("GET", "/second");

            assertThat(paths(stream.readLine())).containsExactly("/second");
        }
    }

    @ParameterizedTest
    @Words("/__inspector /__inspector/events /__inspector/requests/1 /__demo")
    void tells_no_other_site_anything(String page) throws Exception {
        var _ = send("GET", "/api/v1/products", "Cookie", SECRET);

        for (String[] ofAnotherSite : new String[][] {
            {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "script"},
            {"Sec-Fetch-Site", "same-site", "Sec-Fetch-Dest", "empty"},
            {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "iframe"},
            {"Origin", "http://localhost:3000"},
            {"Origin", "null"}
        }) {
            assertThat(send("GET", page, ofAnotherSite).statusCode())
                    .as(String.join(" ", ofAnotherSite))
                    .isEqualTo(403);
        }
    }

    @Test
    void opens_for_a_link_of_another_site_as_a_document_alone() throws Exception {
        HttpResponse<String> page =
                send("GET", "/__inspector", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "document");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors 'none'");
    }

    @Test
    void takes_no_order_of_another_site_whatever_it_sends() throws Exception {
        var _ = send("POST", "/api/v1/products");

        assertThat(send("POST", "/__inspector/requests/1/again", "X-Inspector", "1", "Origin", "http://localhost:3000")
                        .statusCode())
                .isEqualTo(403);
        assertThat(function.calls()).isEqualTo(1);
    }

    @Test
    void serves_no_request_of_the_server_that_ran_there_before() throws Exception {
        var _ = send("POST", "/api/v1/products");

        assertThat(send("POST", "/__inspector/requests/1/again", "X-Inspector", "1", "X-Inspector-Server", "another")
                        .statusCode())
                .isEqualTo(409);
        assertThat(send("GET", "/__inspector/requests/1", "X-Inspector-Server", "another")
                        .statusCode())
                .isEqualTo(409);
        assertThat(function.calls()).isEqualTo(1);
    }

    @Test
    void lets_no_browser_store_what_may_hold_a_secret() throws Exception {
        var _ = send("GET", "/health");

        assertThat(send("GET", "/__demo").headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(send("GET", "/__inspector/requests/1").headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    private static Iterable<String> paths(String line) throws IOException {
        assertThat(line).startsWith("data: ");
        return Recording.parse(line.substring("data: ".length()))
                .valueStream()
                .map(row -> row.get("path").asText())
                .toList();
    }

    @Test
    void lists_people_with_what_a_developer_copies() throws Exception {
        JsonNode people = Recording.parse(send("GET", "/__demo").body()).get("people");

        assertThat(people).hasSize(4);
        assertThat(people.get(0).get("cookie").asText()).isEqualTo(demo.ann().cookie());
        assertThat(people.get(0).get("apiKey").asText()).isEqualTo(demo.annsKey());
        assertThat(send("GET", "/__demo", "Accept", "text/html").body()).startsWith("<!doctype html>");
    }

    @Test
    void calls_a_person_of_the_demo_by_name() throws Exception {
        var _ = send("GET", "/api/v1/products", "X-API-Key", demo.annsKey());

        assertThat(Recording.parse(send("GET", "/__inspector/requests/1").body())
                        .get("who")
                        .asText())
                .isEqualTo("ann@acme");
    }

    @Test
    void is_not_there_at_a_door_without_it() throws Exception {
        try (HttpDoor plain = HttpDoor.open(0, function)) {
            assertThat(RawClient.get(plain.uri(), "/__inspector")).startsWith("HTTP/1.1 204 ");
            assertThat(function.calls()).isEqualTo(1);
        }
    }
}
