package dev.crowai.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.testing.Words;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
        URI uri = services.behind(segment).uri().resolve("/api/v1/" + segment + target);
        String organization = person.session().organizationId().orElseThrow();
        return CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .header("X-Organization-Id", organization)
                        .build(),
                BodyHandlers.ofString());
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
        "analytics, /overview, /visitors",
        "analytics, /timeseries?days=3, /points/2/sales",
        "billing, /plans, /items/2/price",
        "billing, /subscriptions/any, /planId",
        "billing, /usage/any, /interactions",
        "billing, /invoices/any, /items/0/amount",
        "chat, /sessions, /items/0/messages/1/text",
        "qna, /search?q=sold, /items/0/answer"
    })
    void a_dashboard_s_pages_have_what_they_show(String segment, String target, String member) throws Exception {
        assertThat(json(segment, target, person("Ann")).at(member).isValueNode())
                .isTrue();
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
