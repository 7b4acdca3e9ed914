package dev.crowai.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Services;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoServicesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String INTERNAL_KEY = "an-internal-key";

    private final DemoServices services;

    DemoServicesTest() throws IOException {
        services = DemoServices.start(DemoConfig.of(INTERNAL_KEY, "a-service-key"));
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void stands_in_for_every_segment_of_the_catalogue() throws Exception {
        JsonNode urls = Recording.parse(services.environment().getOrDefault("SERVICE_URLS", ""));

        assertThat(urls.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(Services.segments());
        assertThat(services.behind("products")).isSameAs(services.behind("crawler-jobs"));
        assertThat(services.behind("auth")).isNotSameAs(services.behind("users"));
    }

    @Test
    void hands_out_a_jwt_that_its_key_set_verifies() throws Exception {
        SignedIn ann = services.ann();

        HttpResponse<String> session = getSession(ann, "");

        DecodedJWT jwt = JWT.require(Algorithm.RSA256(services.tokens().publicKey()))
                .withIssuer(DemoConfig.ISSUER)
                .build()
                .verify(session.headers().firstValue("set-auth-jwt").orElseThrow());
        assertThat(jwt.getSubject()).isEqualTo(ann.userId());
        assertThat(jwt.getClaim("organizationId").asString())
                .isEqualTo(ann.organizationId().orElseThrow());
        assertThat(jwt.getKeyId()).isEqualTo(services.tokens().keyId());
        assertThat(Duration.between(Instant.now(), jwt.getExpiresAtAsInstant()))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
    }

    @Test
    void tells_who_is_a_member_of_the_active_organization_although_the_session_keeps_it() throws Exception {
        SignedIn ann = services.ann();
        HttpResponse<String> member = get("organization/get-active-member", ann.cookie());
        services.remove(ann);
        HttpResponse<String> removed = get("organization/get-active-member", ann.cookie());

        assertThat(member.statusCode()).isEqualTo(200);
        assertThat(Recording.parse(member.body()).path("organizationId").asText())
                .isEqualTo(ann.authOrganizationId().orElseThrow());
        assertThat(removed.statusCode()).isEqualTo(200);
        assertThat(removed.body()).isEqualTo("null");
        assertThat(Recording.parse(getSession(ann, "").body())
                        .at("/session/activeOrganizationId")
                        .asText())
                .isEqualTo(ann.authOrganizationId().orElseThrow());
        assertThat(get("organization/list", ann.cookie()).body()).isEqualTo("[]");
    }

    @Test
    void has_no_active_member_without_an_active_organization_or_a_session() throws Exception {
        HttpResponse<String> none =
                get("organization/get-active-member", services.signUp("Nia").cookie());
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(none.body()).isEqualTo("null");
        assertThat(get("organization/get-active-member", "better-auth.session_token=none")
                        .statusCode())
                .isEqualTo(401);
    }

    private HttpResponse<String> get(String path, String cookie) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(services.auth().uri().resolve("/api/v1/auth/" + path))
                        .header("Cookie", cookie)
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void answers_the_first_look_at_an_expired_session_with_null_and_a_valid_jwt() throws Exception {
        services.expire(services.ann());

        HttpResponse<String> first = getSession(services.ann(), "?disableRefresh=true");
        HttpResponse<String> second = getSession(services.ann(), "?disableRefresh=true");

        assertThat(first.body()).isEqualTo("null");
        assertThat(first.headers().firstValue("set-auth-jwt")).isPresent();
        assertThat(first.headers().allValues("set-cookie")).hasSize(3).allMatch(cookie -> cookie.contains("Max-Age=0"));
        assertThat(second.body()).isEqualTo("null");
        assertThat(second.headers().firstValue("set-auth-jwt")).isEmpty();
    }

    @Test
    void renews_an_old_session_unless_told_not_to() throws Exception {
        services.age(services.ann());

        assertThat(getSession(services.ann(), "?disableRefresh=true").headers().allValues("set-cookie"))
                .isEmpty();
        assertThat(getSession(services.ann(), "").headers().allValues("set-cookie"))
                .singleElement()
                .asString()
                .startsWith(services.ann().cookie());
        assertThat(getSession(services.ann(), "").headers().allValues("set-cookie"))
                .isEmpty();
    }

    @Test
    void refuses_a_key_that_is_over_its_own_limit() throws Exception {
        services.limit(services.annsKey(), 1);

        assertThat(verify(services.annsKey()).statusCode()).isEqualTo(200);
        assertThat(verify(services.annsKey()).body()).isEqualTo("{\"valid\":false}");
    }

    @Test
    void shows_a_key_without_a_user() throws Exception {
        String key = services.apiKey(services.ann(), Map.of());
        services.orphan(key);

        JsonNode shown = Recording.parse(verify(key).body()).get("key");

        assertThat(shown.get("userId").isNull()).isTrue();
        assertThat(shown.get("metadata").isNull()).isTrue();
    }

    @Test
    void ends_all_sessions_of_a_user_at_once() throws Exception {
        HttpResponse<String> revoked = CLIENT.send(
                HttpRequest.newBuilder(services.auth().uri().resolve("/api/v1/auth/revoke-sessions"))
                        .header("Content-Type", "application/json")
                        .header("Origin", "http://localhost:3000")
                        .header("Cookie", services.ann().cookie())
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(getSession(services.ann(), "").body()).isEqualTo("null");
    }

    @Test
    void tells_what_it_received_and_of_credentials_the_length_alone() throws Exception {
        HttpResponse<String> echo = CLIENT.send(
                HttpRequest.newBuilder(services.behind("products").uri().resolve("/api/v1/products/a%2Fb?x=%20"))
                        .header("X-Internal-Key", INTERNAL_KEY)
                        .header("Cookie", "a=secret")
                        .header("X-Organization-Id", "org")
                        .POST(BodyPublishers.ofString("hello"))
                        .build(),
                BodyHandlers.ofString());

        JsonNode told = Recording.parse(echo.body());
        assertThat(told.get("path").asText()).isEqualTo("/api/v1/products/a%2Fb");
        assertThat(told.get("query").asText()).isEqualTo("x=%20");
        assertThat(told.at("/headers/x-organization-id").asText()).isEqualTo("org");
        assertThat(told.at("/headers/x-internal-key").asText()).isEqualTo("present (15 characters)");
        assertThat(told.at("/body/length").asInt()).isEqualTo(5);
        assertThat(told.at("/body/sha256").asText()).startsWith("2cf24dba5fb0a30e");
        assertThat(echo.body()).doesNotContain(INTERNAL_KEY, "secret");
    }

    @Test
    void gives_an_entity_tag_and_leaves_the_lifetime_open() {
        HttpResponse<String> echo = get(services.behind("products"), "/api/v1/products");

        assertThat(echo.headers().firstValue("etag")).isPresent();
        assertThat(echo.headers().firstValue("cache-control")).isEmpty();
    }

    @Test
    void answers_a_known_entity_tag_with_304() throws Exception {
        DemoService products = services.behind("products");
        String tag =
                get(products, "/api/v1/products").headers().firstValue("etag").orElseThrow();

        HttpResponse<String> again = CLIENT.send(
                HttpRequest.newBuilder(products.uri().resolve("/api/v1/products"))
                        .header("If-None-Match", tag)
                        .build(),
                BodyHandlers.ofString());

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void remembers_what_it_received() throws Exception {
        getSession(services.ann(), "?disableRefresh=true");

        assertThat(services.auth().calls("GET", "/api/v1/auth/get-session")).isEqualTo(1);
        assertThat(services.auth().last().orElseThrow().header("cookie"))
                .contains(services.ann().cookie());
        assertThat(services.users().last()).isEmpty();
    }

    @Test
    void misbehaves_when_told_to() {
        DemoService auth = services.auth();
        auth.on("GET", "/api/v1/auth/*", Reply.status(503));
        auth.on("GET", "/api/v1/auth/token", new Reply.Drop());
        auth.on("GET", "/api/v1/auth/jwks", new Reply.Cut(Response.json(200, "{\"keys\":[]}")));

        assertThat(get(auth, "/api/v1/auth/get-session").statusCode()).isEqualTo(503);
        assertThatThrownBy(() -> get(auth, "/api/v1/auth/token")).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(auth, "/api/v1/auth/jwks")).hasCauseInstanceOf(IOException.class);
        auth.reset();
        assertThat(get(auth, "/api/v1/auth/jwks").statusCode()).isEqualTo(200);
    }

    @Test
    void hangs_until_it_is_closed_when_told_to() {
        DemoService auth = services.auth();
        auth.on("GET", "/api/v1/auth/jwks", new Reply.Hang());

        CompletableFuture<HttpResponse<String>> pending = CLIENT.sendAsync(
                HttpRequest.newBuilder(auth.uri().resolve("/api/v1/auth/jwks")).build(), BodyHandlers.ofString());
        assertThat(get(auth, "/api/v1/auth/token").statusCode()).isEqualTo(401);
        assertThat(pending).isNotDone();

        services.close();
        assertThat(pending).failsWithin(Duration.ofSeconds(10));
    }

    @Test
    void refuses_too_many_verifications_in_the_recorded_shape() {
        Response refused = DemoResponses.tooManyVerifications(Instant.EPOCH);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).contains("595");
        assertThat(refused.body().utf8().orElseThrow()).contains("\"code\":\"RATE_LIMIT_EXCEEDED\"");
        assertThat(DemoResponses.tooManySessions().header("Retry-After")).isEmpty();
        assertThat(DemoResponses.tooManySessions().header("X-Retry-After")).contains("60");
    }

    private HttpResponse<String> getSession(SignedIn caller, String query) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(services.auth().uri().resolve("/api/v1/auth/get-session" + query))
                        .header("Cookie", caller.cookie())
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> verify(String key) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(services.auth().uri().resolve("/api/v1/auth/api-key/verify"))
                        .header("Content-Type", "application/json")
                        .header("X-Internal-Key", INTERNAL_KEY)
                        .POST(BodyPublishers.ofString(
                                DemoResponses.object().put("key", key).toString()))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(DemoService service, String path) {
        return CLIENT.sendAsync(
                        HttpRequest.newBuilder(service.uri().resolve(path)).build(), BodyHandlers.ofString())
                .join();
    }
}
