package dev.crowai.gateway.local.inspector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.gateway.Ports;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.Upstream;
import dev.crowai.gateway.upstream.UpstreamException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectorTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z"));

    private final Inspector inspector = new Inspector(CLOCK);
    private final List<String> terminal = new ArrayList<>();

    private Ports observed(Upstream upstream) {
        InMemoryStore store = new InMemoryStore(CLOCK, 10);
        PlatformSecrets secrets =
                new PlatformSecrets(Secret.of("an-internal-key"), Optional.empty(), Optional.empty(), Optional.empty());
        return inspector.observe(
                new Ports(
                        upstream,
                        () -> secrets,
                        store,
                        store,
                        new LinkedHashMap<>(),
                        CLOCK,
                        () -> 0,
                        new Random(1),
                        Runnable::run,
                        _ -> {},
                        Map.of(),
                        () -> false),
                terminal::add);
    }

    private static Call call(String requestId, String... more) {
        return new Call(
                Method.GET,
                URI.create("http://localhost:8003/api/v1/products?page=2"),
                Headers.of("X-Request-Id", requestId).plus(Headers.of(more)),
                Body.EMPTY,
                Duration.ofSeconds(1),
                "test");
    }

    private static ObjectNode event(String path) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("rawPath", path);
        event.withObject("/requestContext/http").put("method", "GET");
        return event;
    }

    private static Response response(String requestId) {
        return Response.json(200, "{}").with("X-Request-Id", requestId);
    }

    private JsonNode detail(Mask mask) {
        return new EntryJson(text -> Optional.of("ann@acme").filter(_ -> text.contains("user-of-ann")))
                .detail(inspector.entries().getLast(), mask);
    }

    @Test
    void joins_a_request_with_its_calls_and_its_line_of_the_log() throws Exception {
        Ports ports = observed(call -> Response.of(200).with("ETag", "\"1\""));

        var _ = ports.upstream().send(call("another"));
        var _ = ports.upstream()
                .send(call("one", "X-Gateway-Service", "core-product-service", "X-User-Id", "user-of-ann"));
        ports.log().line("{\"event\":\"request\",\"requestId\":\"one\",\"cache\":\"miss\",\"identity\":\"session\"}");
        inspector.finished(event("/api/v1/products"), response("one"), System.nanoTime());

        JsonNode detail = detail(Mask.HIDDEN);
        assertThat(detail.get("path").asText()).isEqualTo("/api/v1/products");
        assertThat(detail.get("cache").asText()).isEqualTo("miss");
        assertThat(detail.get("who").asText()).isEqualTo("ann@acme");
        assertThat(detail.get("calls")).singleElement().satisfies(made -> {
            assertThat(made.get("forwarded").asBoolean()).isTrue();
            assertThat(made.get("status").asInt()).isEqualTo(200);
            assertThat(made.get("received").toString()).isEqualTo("[[\"ETag\",\"\\\"1\\\"\"]]");
        });
    }

    @Test
    void shows_a_call_that_failed_and_lets_the_gateway_see_the_failure() {
        Ports ports = observed(_ -> {
            throw new UpstreamException(UpstreamException.FailureKind.TIMEOUT, "too slow");
        });

        assertThatThrownBy(() -> ports.upstream().send(call("one"))).isInstanceOf(UpstreamException.class);
        inspector.finished(event("/api/v1/products"), response("one"), System.nanoTime());

        assertThat(detail(Mask.HIDDEN).at("/calls/0/failure").asText()).isEqualTo("timeout");
    }

    @Test
    void leaves_its_own_members_out_of_the_terminal_s_lines() {
        Ports ports = observed(_ -> Response.of(200));

        ports.log()
                .line("{\"event\":\"request\",\"requestId\":\"one\",\"begun\":7,"
                        + "\"spans\":[{\"stage\":\"auth\"}],\"beside\":[{\"stage\":\"limit\"}]}");
        ports.log().line("no JSON");
        inspector.finished(event("/health"), response("one"), System.nanoTime());

        assertThat(terminal).containsExactly("{\"event\":\"request\",\"requestId\":\"one\"}", "no JSON");
        assertThat(detail(Mask.HIDDEN).at("/log/spans/0/stage").asText()).isEqualTo("auth");
        assertThat(detail(Mask.HIDDEN).at("/log/beside/0/stage").asText()).isEqualTo("limit");
    }

    @Test
    void remembers_the_last_500_requests() {
        for (int number = 1; number <= 510; number++) {
            inspector.finished(event("/" + number), response("id-" + number), System.nanoTime());
        }

        assertThat(inspector.entries()).hasSize(500);
        assertThat(inspector.entries().getFirst().path()).isEqualTo("/11");
        assertThat(inspector.entry(510)).isPresent();
        assertThat(inspector.entry(10)).isEmpty();
    }

    @Test
    void keeps_no_large_body_and_says_so() {
        inspector.finished(event("/small").put("body", "x"), response("one"), System.nanoTime());
        inspector.finished(event("/large").put("body", "x".repeat(70_000)), response("two"), System.nanoTime());

        assertThat(inspector.entries()).extracting(RecordedRequest::complete).containsExactly(true, false);
        assertThat(detail(Mask.HIDDEN).get("requestBody").asText()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cookie        | a=1; b=2                      | a=…; b=…
            Set-Cookie    | a=1; Path=/; HttpOnly         | a=…; Path=/; HttpOnly
            authorization | Bearer crow_secret            | Bearer …
            Authorization | a-secret                      | …
            X-API-Key     | crow_secret                   | …
            x-internal-key| a-secret                      | …
            Accept        | text/html                     | text/html
            """)
    void hides_what_is_secret_unless_asked(String name, String value, String hidden) {
        assertThat(Mask.HIDDEN.of(name, value)).isEqualTo(hidden);
        assertThat(Mask.SHOWN.of(name, value)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            page=2&token=abc&q=red            | page=2&token=…&q=red
            apiKey=abc                        | apiKey=…
            code=abc&state=1                  | code=…&state=1
            monkey=abc                        | monkey=abc
            """)
    void hides_what_is_secret_in_a_query_unless_asked(String query, String hidden) {
        assertThat(Mask.HIDDEN.query(query)).isEqualTo(hidden);
        assertThat(Mask.SHOWN.query(query)).isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"email":"a@b","password":"x\\"y"} | {"email":"a@b","password":"…"}
            {"newPassword" : "x","key":"crow"}  | {"newPassword" : "…","key":"…"}
            password=x&email=y                  | password=…&email=y
            {"keyboard":"x"}                    | {"keyboard":"x"}
            """)
    void hides_what_is_secret_in_a_body_unless_asked(String body, String hidden) {
        assertThat(Mask.HIDDEN.body(body)).isEqualTo(hidden);
        assertThat(Mask.SHOWN.body(body)).isEqualTo(body);
    }

    @Test
    void hides_what_is_secret_in_the_address_of_a_call() throws Exception {
        Ports ports = observed(_ -> Response.of(200).with("Location", "/in?token=abc"));
        var _ = ports.upstream()
                .send(new Call(
                        Method.GET,
                        URI.create("http://localhost:8001/api/v1/auth/reset-password/a-token?code=abc"),
                        Headers.of("X-Request-Id", "one"),
                        Body.EMPTY,
                        Duration.ofSeconds(1),
                        "test"));
        inspector.finished(event("/api/v1/auth/reset-password/a-token"), response("one"), System.nanoTime());

        assertThat(detail(Mask.HIDDEN).at("/calls/0/uri").asText())
                .isEqualTo("http://localhost:8001/api/v1/auth/reset-password/***?code=…");
        assertThat(detail(Mask.HIDDEN).toString()).doesNotContain("a-token", "abc");
        assertThat(detail(Mask.SHOWN).at("/calls/0/uri").asText()).contains("a-token?code=abc");
    }

    @Test
    void hides_a_secret_path_of_a_request_that_the_gateway_never_logged() {
        inspector.finished(event("/api/v1/auth/reset-password/a-token"), response("one"), System.nanoTime());

        assertThat(detail(Mask.HIDDEN).toString()).doesNotContain("a-token");
    }

    @Test
    void shows_the_text_of_a_form_without_its_secrets_though_the_event_has_it_in_base64() {
        ObjectNode form = event("/api/v1/auth/sign-in/email")
                .put("body", Body.of("email=a&password=abc").base64())
                .put("isBase64Encoded", true);
        inspector.finished(form, response("one"), System.nanoTime());
        ObjectNode picture = event("/api/v1/products").put("body", "/w==").put("isBase64Encoded", true);
        inspector.finished(picture, response("two"), System.nanoTime());

        JsonNode shown =
                new EntryJson(_ -> Optional.empty()).detail(inspector.entries().getFirst(), Mask.HIDDEN);
        assertThat(shown.get("requestBody").asText()).isEqualTo("email=a&password=…");
        assertThat(shown.get("requestIsBinary").asBoolean()).isFalse();
        assertThat(detail(Mask.HIDDEN).get("requestIsBinary").asBoolean()).isTrue();
    }

    @Test
    void keeps_the_newest_requests_for_a_page_that_does_not_take_them() throws Exception {
        NewestRequests slow = new NewestRequests();
        inspector.watch(slow);
        for (int number = 1; number <= 10_000; number++) {
            inspector.finished(event("/" + number), response("id-" + number), System.nanoTime());
        }

        List<RecordedRequest> waiting = slow.await(Duration.ZERO);

        assertThat(waiting).hasSize(500);
        assertThat(waiting.getLast().number()).isEqualTo(10_000);
        assertThat(slow.await(Duration.ZERO)).isEmpty();
    }

    @Test
    void shows_a_path_as_the_log_does_unless_asked() throws Exception {
        Ports ports = observed(_ -> Response.of(200));
        ports.log().line("{\"event\":\"request\",\"requestId\":\"one\",\"path\":\"/api/v1/auth/reset-password/***\"}");
        inspector.finished(event("/api/v1/auth/reset-password/a-token"), response("one"), System.nanoTime());

        assertThat(detail(Mask.HIDDEN).get("path").asText()).isEqualTo("/api/v1/auth/reset-password/***");
        assertThat(detail(Mask.SHOWN).get("path").asText()).isEqualTo("/api/v1/auth/reset-password/a-token");
    }

    @Test
    void names_the_caller_of_a_request_that_reached_no_service() throws Exception {
        Ports ports = observed(_ -> Response.of(200));
        ports.log()
                .line(
                        "{\"event\":\"request\",\"requestId\":\"one\",\"identity\":\"session\",\"begun\":0,\"user\":\"user-of-ann\"}");
        inspector.finished(event("/api/v1/products"), response("one"), System.nanoTime());

        assertThat(detail(Mask.HIDDEN).get("who").asText()).isEqualTo("ann@acme");
        assertThat(terminal).noneMatch(line -> line.contains("user-of-ann"));
    }

    @Test
    void names_the_access_rule_that_refused_a_request() {
        List<RequestSummary> rows = new ArrayList<>();
        inspector.follow(text -> Optional.empty(), rows::add);
        observed(_ -> Response.of(200))
                .log()
                .line("{\"event\":\"request\",\"requestId\":\"one\",\"refusal\":\"access\","
                        + "\"rule\":\"users/{own row id}\"}");

        inspector.finished(event("/api/v1/users/another"), response("one"), System.nanoTime());

        assertThat(rows)
                .singleElement()
                .satisfies(row -> assertThat(row.refusal()).isEqualTo("access: users/{own row id}"));
    }

    @Test
    void tells_a_reader_of_each_request_in_one_row() {
        List<RequestSummary> rows = new ArrayList<>();
        inspector.follow(text -> Optional.empty(), rows::add);

        inspector.finished(event("/api/v1/products"), response("one"), System.nanoTime());

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.status()).isEqualTo(200);
            assertThat(row.method()).isEqualTo("GET");
            assertThat(row.loggedPath()).isEqualTo("(not logged)");
        });
    }
}
