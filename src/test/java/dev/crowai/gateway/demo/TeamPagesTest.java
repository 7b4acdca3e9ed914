package dev.crowai.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dashboard's team, catalogue and settings pages ask of the demo services, for both organizations. */
class TeamPagesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final DemoConfig CONFIG = DemoConfig.of("an-internal-key", "a-service-key")
            .whenPopulated()
            .withClock(InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z")));
    private static final String INVITATIONS = "/api/v1/auth/team-invitations/";

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

    private DemoPerson person(String name) {
        return services.people().stream()
                .filter(person -> person.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Sends what the gateway would send for this person. */
    private HttpResponse<String> send(String method, URI service, String target, String body, DemoPerson person)
            throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(service.resolve(target))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .header("X-Internal-Key", CONFIG.internalKey())
                        .header(
                                "X-Organization-Id",
                                person.session().organizationId().orElseThrow())
                        .header("X-User-Id", person.session().userId())
                        .header("Authorization", "Bearer " + services.jwt(person.session()))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> auth(String method, String target, String body, DemoPerson person) throws Exception {
        return send(method, services.auth().uri(), target, body, person);
    }

    private JsonNode invitations(DemoPerson person) throws Exception {
        HttpResponse<String> response = auth("GET", listOf(person), "", person);
        assertThat(response.statusCode()).isEqualTo(200);
        return Recording.parse(response.body()).get("invitations");
    }

    private static String listOf(DemoPerson person) {
        return INVITATIONS + "list-invitations?organizationId="
                + person.session().authOrganizationId().orElseThrow();
    }

    private HttpResponse<String> invite(String email, DemoPerson inviter) throws Exception {
        String body = DemoResponses.object()
                .put("organizationId", inviter.session().authOrganizationId().orElseThrow())
                .put("inviterId", inviter.session().userId())
                .set("emails", DemoResponses.object().arrayNode().add(email))
                .toString();
        return auth("POST", INVITATIONS + "send-invites", body, inviter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann", "Bob", "Carol", "Dan"})
    void a_team_sees_who_is_invited_to_its_own_organization(String name) throws Exception {
        String organization = person(name).email().split("@", -1)[1];

        assertThat(invitations(person(name)))
                .extracting(
                        one -> one.get("email").asText(),
                        one -> one.get("role").asText(),
                        one -> one.get("status").asText(),
                        one -> one.get("expiresAt").asText())
                .containsExactly(
                        tuple("erin@" + organization, "member", "pending", "2026-12-02T12:00:00.000Z"),
                        tuple("frank@" + organization, "member", "accepted", "2026-11-03T12:00:00.000Z"));
    }

    @Test
    void another_organization_s_invitations_are_refused() throws Exception {
        assertThat(auth("GET", listOf(person("Carol")), "", person("Ann")).statusCode())
                .isEqualTo(403);
        assertThat(auth("GET", INVITATIONS + "list-invitations", "", person("Ann"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void an_owner_invites_somebody_once_and_takes_it_back() throws Exception {
        JsonNode first = Recording.parse(invite("gil@acme.test", person("Ann")).body());
        JsonNode second = Recording.parse(invite("gil@acme.test", person("Ann")).body());
        String id = invitations(person("Bob")).get(2).get("id").asText();
        HttpResponse<String> byBob = auth("DELETE", INVITATIONS + "invitations/" + id, "", person("Bob"));
        HttpResponse<String> byAnn = auth("DELETE", INVITATIONS + "invitations/" + id, "", person("Ann"));

        assertThat(first.at("/results/0/status").asText()).isEqualTo("invited");
        assertThat(second.at("/errors/0/status").asText()).isEqualTo("pending_invite");
        assertThat(byBob.statusCode()).isEqualTo(403);
        assertThat(byAnn.statusCode()).isEqualTo(200);
        assertThat(invitations(person("Ann")).get(2).get("status").asText()).isEqualTo("canceled");
    }

    @Test
    void a_colleague_who_is_no_owner_may_not_invite() throws Exception {
        assertThat(invite("gil@acme.test", person("Bob")).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann:admin", "Bob:member", "Carol:admin", "Dan:member"})
    void who_made_an_organization_is_its_admin(String nameAndRole) throws Exception {
        DemoPerson person = person(nameAndRole.split(":", -1)[0]);
        String target = "/api/v1/users/by-auth-id/" + person.session().userId();

        HttpResponse<String> user = send("GET", services.users().uri(), target, "", person);

        assertThat(Recording.parse(user.body()).get("role").asText())
                .isEqualTo(nameAndRole.split(":", -1)[1]);
    }

    @Test
    void a_search_for_people_stays_within_the_organization() throws Exception {
        URI users = services.users().uri();

        assertThat(send("GET", users, "/api/v1/users/search-email?q=an", "", person("Bob"))
                        .body())
                .isEqualTo("{\"users\":[{\"email\":\"ann@acme.test\",\"name\":\"Ann\"}]}");
        assertThat(send("GET", users, "/api/v1/users/search-email?q=an", "", person("Carol"))
                        .body())
                .isEqualTo("{\"users\":[]}");
    }

    @Test
    void a_person_has_a_picture_and_can_send_another() throws Exception {
        String target = "/api/v1/users/" + person("Dan").profileId() + "/profile-picture";
        URI users = services.users().uri();

        assertThat(send("GET", users, target, "", person("Dan")).headers().firstValue("Content-Type"))
                .contains("image/svg+xml");
        assertThat(send("POST", users, target, "a picture", person("Dan")).body())
                .isEqualTo("{\"url\":\"" + target + "\"}");
    }

    @Test
    void a_product_s_page_is_read_again_on_demand() throws Exception {
        HttpResponse<String> job = send(
                "POST",
                services.behind("crawler-jobs").uri(),
                "/api/v1/crawler-jobs",
                "{\"sourceType\":\"url\",\"sourceValue\":\"https://shop.example/cup\"}",
                person("Ann"));

        assertThat(job.statusCode()).isEqualTo(201);
        assertThat(Recording.parse(job.body()).get("url").asText()).isEqualTo("https://shop.example/cup");
        assertThat(Recording.parse(job.body()).get("status").asText()).isEqualTo("running");
    }

    @Test
    void a_person_s_keys_are_listed_without_the_keys_themselves() throws Exception {
        HttpResponse<String> keys = CLIENT.send(
                HttpRequest.newBuilder(services.auth().uri().resolve("/api/v1/auth/api-key/list"))
                        .header("Cookie", person("Carol").session().cookie())
                        .build(),
                BodyHandlers.ofString());

        assertThat(Recording.parse(keys.body())).singleElement().satisfies(key -> {
            assertThat(key.get("name").asText()).isEqualTo("local demo");
            assertThat(key.has("key")).isFalse();
        });
    }
}
