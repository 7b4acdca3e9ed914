package dev.crowai.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.testing.Words;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo services with people and data, as {@code mvn -Plocal} starts them. */
class PopulatedServicesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z"));
    private static final DemoConfig CONFIG =
            DemoConfig.of("an-internal-key", "a-service-key").whenPopulated().withClock(CLOCK);

    private final DemoServices services = start();

    private static DemoServices start() {
        try {
            return DemoServices.start(CONFIG);
        } catch (IOException noPort) {
            throw new IllegalStateException(noPort);
        }
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private HttpResponse<String> get(String segment, String target, DemoPerson person) throws Exception {
        return send("GET", segment, target, "", person);
    }

    private HttpResponse<String> send(String method, String segment, String target, String body, DemoPerson person)
            throws Exception {
        URI uri = services.behind(segment).uri().resolve("/api/v1/" + segment + target);
        String organization = person.session().organizationId().orElseThrow();
        return CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.ofString(body))
                        .header("X-Internal-Key", CONFIG.internalKey())
                        .header("X-Organization-Id", organization)
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode post(String segment, String target, String body, DemoPerson person) throws Exception {
        HttpResponse<String> response = send("POST", segment, target, body, person);
        assertThat(response.statusCode()).isBetween(200, 201);
        return Recording.parse(response.body());
    }

    private JsonNode json(String segment, String target, DemoPerson person) throws Exception {
        HttpResponse<String> response = get(segment, target, person);
        assertThat(response.statusCode()).isEqualTo(200);
        return Recording.parse(response.body());
    }

    private DemoPerson person(String name) {
        return services.people().stream()
                .filter(person -> person.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void four_people_of_two_organizations_are_there_from_the_start() {
        assertThat(services.people())
                .extracting(DemoPerson::name, DemoPerson::organization)
                .containsExactly(
                        tuple("Ann", "Acme"), tuple("Bob", "Acme"), tuple("Carol", "Globex"), tuple("Dan", "Globex"));
    }

    @Test
    void everybody_has_the_same_ids_and_credentials_after_another_start() throws Exception {
        try (DemoServices others = DemoServices.start(CONFIG)) {
            assertThat(others.people()).isEqualTo(services.people());
        }
    }

    @Test
    void each_session_is_its_person_s_own() throws Exception {
        for (DemoPerson person : services.people()) {
            HttpResponse<String> session = CLIENT.send(
                    HttpRequest.newBuilder(services.auth().uri().resolve("/api/v1/auth/get-session"))
                            .header("Cookie", person.session().cookie())
                            .build(),
                    BodyHandlers.ofString());

            assertThat(Recording.parse(session.body()).at("/user/email").asText())
                    .isEqualTo(person.email());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"products", "patterns", "interactions", "notifications", "crawler-jobs"})
    void a_list_leads_to_the_detail_of_each_row(String segment) throws Exception {
        JsonNode list = json(segment, "?limit=2", person("Ann"));

        assertThat(list.get("items")).hasSize(2);
        for (JsonNode row : list.get("items")) {
            assertThat(json(segment, "/" + row.get("id").asText(), person("Ann")))
                    .isEqualTo(row);
        }
    }

    @Test
    void organizations_have_rows_of_their_own_which_others_don_t_find() throws Exception {
        JsonNode ofAcme = json("products", "", person("Ann"));
        JsonNode ofGlobex = json("products", "", person("Carol"));

        assertThat(json("products", "", person("Bob"))).isEqualTo(ofAcme);
        assertThat(ofGlobex).isNotEqualTo(ofAcme);
        String id = ofAcme.at("/items/0/id").asText();
        assertThat(get("products", "/" + id, person("Carol")).statusCode()).isEqualTo(404);
    }

    @Test
    void a_page_goes_on_where_the_one_before_ended() throws Exception {
        JsonNode whole = json("products", "?limit=40", person("Ann")).get("items");
        JsonNode second = json("products", "?limit=20&page=2", person("Ann")).get("items");

        assertThat(second.get(0)).isEqualTo(whole.get(20));
        assertThat(second).hasSize(20);
    }

    @Test
    void a_search_finds_rows_by_any_text_of_theirs() throws Exception {
        JsonNode found = json("products", "?q=desk+LAMP", person("Ann"));

        assertThat(found.get("total").asInt()).isPositive().isLessThan(48);
        assertThat(found.get("items"))
                .allSatisfy(row -> assertThat(row.get("name").asText()).startsWith("Desk lamp"));
    }

    @ParameterizedTest
    @CsvSource({
        "analytics, '', /visitors",
        "analytics, /overview, /visitors",
        "analytics, /timeseries?days=3, /points/2/sales",
        "billing, /plans, /items/2/price",
        "billing, /subscriptions/any, /planId",
        "billing, /usage/any, /interactions",
        "billing, /invoices/any, /items/0/amount",
        "chat, /sessions, /items/0/messages/1/text",
        "qna, /search?q=sold, /items/0/answer",
        "interactions, /organization/any?limit=5&sourceType=cctv, /interactions/4/summary",
        "interactions, /organization/any/summary, /lastEventTimestamps/web",
        "interactions, /organization/any/search?q=view, /results/0/score",
        "patterns, /organization/any?page=1&limit=20, /patterns/11/confidence",
        "products, /organization/any?page=2&pageSize=24, /products/23/title",
        "products, /search?q=lamp&organizationId=any&limit=24, /products/0/metadata/sourceUrl",
        "chat, /sessions/organization/any, /sessions/2/title",
        "billing, /plans, /plans/2/features/0",
        "billing, /subscriptions/any, /currentPeriodEnd",
        "billing, /usage/any, /modules/2/percentage",
        "billing, /invoices/any, /invoices/0/amountDue",
        "billing, /payment-methods/any, /paymentMethods/0/card/last4"
    })
    void a_dashboard_s_pages_have_what_they_show(String segment, String target, String member) throws Exception {
        assertThat(json(segment, target, person("Ann")).at(member).isValueNode())
                .isTrue();
    }

    @Test
    void a_summary_counts_each_source_within_its_time() throws Exception {
        JsonNode whole = json("interactions", "/organization/any/summary", person("Ann"));
        long week = CLOCK.instant().minus(Duration.ofDays(7)).toEpochMilli();
        JsonNode recent = json("interactions", "/organization/any/summary?from=" + week, person("Ann"));

        assertThat(whole.get("web").asInt()
                        + whole.get("cctv").asInt()
                        + whole.get("social").asInt())
                .isEqualTo(whole.get("total").asInt())
                .isEqualTo(120);
        assertThat(recent.get("total").asInt()).isPositive().isLessThan(120);
    }

    @Test
    void a_product_leads_to_its_descriptions_interactions_and_patterns() throws Exception {
        String id = json("products", "", person("Ann")).at("/items/0/id").asText();

        assertThat(json("products", "/" + id + "/ai-descriptions", person("Ann"))
                        .get("descriptions"))
                .hasSize(1);
        assertThat(json("interactions", "/organization/any?productId=" + id, person("Ann"))
                        .get("interactions"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.get("productId").asText()).isEqualTo(id));
        assertThat(json("patterns", "/organization/any?productId=" + id, person("Ann"))
                        .get("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_chat_begins_goes_on_and_ends() throws Exception {
        String id =
                post("chat", "/sessions", "{}", person("Ann")).get("sessionId").asText();

        assertThat(post("chat", "/sessions/" + id + "/messages", "{\"content\":\"Why?\"}", person("Ann"))
                        .at("/message/content")
                        .asText())
                .isEqualTo("You asked: Why?");
        assertThat(json("chat", "/sessions/" + id + "/messages?limit=50", person("Ann"))
                        .get("messages"))
                .extracting(message -> message.get("role").asText())
                .containsExactly("user", "assistant");
        assertThat(send("DELETE", "chat", "/sessions/" + id, "", person("Ann")).statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "/subscriptions/any/cancel, /status, cancelled",
        "/subscriptions/any/resume, /status, active",
        "/billing-builders, /id, builder-local",
        "/checkout/session, /url, http://localhost:3000/billing?returned=yes",
        "/portal-session, /url, http://localhost:3000/billing?returned=yes"
    })
    void what_a_dashboard_does_about_billing_has_a_result(String target, String member, String value) throws Exception {
        assertThat(post("billing", target, "{}", person("Ann")).at(member).asText())
                .isEqualTo(value);
    }

    @Test
    void people_and_organizations_have_the_pages_of_a_dashboard_s_settings() throws Exception {
        String carol = person("Carol").profileId();

        assertThat(json("users", "/" + carol + "/permissions", person("Carol")).get("permissions"))
                .isNotEmpty();
        assertThat(json("users", "/" + carol + "/preferences", person("Carol")).get("emailWeeklyDigest"))
                .isNotNull();
        assertThat(json("users", "/search-email?q=da", person("Carol")).at("/users/0/name"))
                .hasToString("\"Dan\"");
        assertThat(json("organizations", "/any/context", person("Carol")).get("context"))
                .isNotNull();
    }

    @Test
    void an_organization_is_shown_whole_to_its_members() throws Exception {
        HttpResponse<String> whole = CLIENT.send(
                HttpRequest.newBuilder(services.auth().uri().resolve("/api/v1/auth/organization/get-full-organization"))
                        .header("Cookie", person("Dan").session().cookie())
                        .build(),
                BodyHandlers.ofString());

        assertThat(Recording.parse(whole.body()).get("members"))
                .extracting(member -> member.at("/user/name").asText())
                .containsExactly("Carol", "Dan");
    }

    @Test
    void a_product_has_a_picture() throws Exception {
        String image =
                json("products", "", person("Ann")).at("/items/0/imageUrl").asText();

        HttpResponse<String> picture = get("products", image.substring("/api/v1/products".length()), person("Ann"));

        assertThat(picture.headers().firstValue("Content-Type")).contains("image/svg+xml");
    }

    @Test
    void a_request_with_echo_tells_what_the_service_received() throws Exception {
        assertThat(json("products", "?__echo", person("Ann"))
                        .at("/headers/x-organization-id")
                        .asText())
                .isEqualTo(person("Ann").session().organizationId().orElseThrow());
    }

    @Test
    void a_status_is_answered_on_demand() throws Exception {
        assertThat(get("products", "?__status=503", person("Ann")).statusCode()).isEqualTo(503);
    }

    @Test
    void several_statuses_follow_each_other_and_the_last_one_stays() throws Exception {
        String target = "?__status=200,500,503";

        assertThat(get("products", target, person("Ann")).statusCode()).isEqualTo(200);
        assertThat(get("products", target, person("Ann")).statusCode()).isEqualTo(500);
        assertThat(get("products", target, person("Ann")).statusCode()).isEqualTo(503);
        assertThat(get("products", target, person("Ann")).statusCode()).isEqualTo(503);
        assertThat(get("products", "?__status=200,500", person("Ann")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_lifetime_is_given_on_demand_to_good_answers() throws Exception {
        assertThat(get("products", "?__max-age=1", person("Ann")).headers().firstValue("Cache-Control"))
                .contains("max-age=1, stale-if-error=3600");
        assertThat(get("products", "?__max-age=1&__status=503", person("Ann"))
                        .headers()
                        .firstValue("Cache-Control"))
                .isEmpty();
    }

    @Test
    void an_answer_is_late_on_demand() throws Exception {
        long before = System.nanoTime();

        assertThat(get("products", "?__delay=50ms&__status=204", person("Ann")).statusCode())
                .isEqualTo(204);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void events_are_streamed_on_demand() throws Exception {
        HttpResponse<String> stream = get("chat", "/sessions?__stream=2&__delay=1ms", person("Ann"));

        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(stream.body()).isEqualTo("data: {\"event\":1}\n\ndata: {\"event\":2}\n\n");
    }

    @ParameterizedTest
    @Words("""
            __delay=soon __delay=2 __delay=-1s __status=99 __status=600 __status=200, __max-age=x __stream=101
            """)
    void a_demand_that_is_misspelt_is_refused(String query) throws Exception {
        HttpResponse<String> refused = get("products", "?" + query, person("Ann"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(query.substring(0, query.indexOf('=')));
    }
}
