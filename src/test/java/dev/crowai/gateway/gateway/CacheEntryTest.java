package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.testing.Words;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.UpstreamException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Response cache" through the public entry. */
final class CacheEntryTest {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String[] BOB = {"Cookie", "better-auth.session_token=bob.sig"};
    private static final String PRODUCTS = "/api/v1/products";
    private static final String SHARED = "public, max-age=60";
    private final TestGateway gateway = new TestGateway().with("RATE_LIMIT_MODE", "off");
    private final Platform platform = gateway.platform();

    /** Every caller by a name that a test shows. */
    private final Map<String, String[]> callers = Map.of(
            "Ann's session", ANN,
            "Ann's key", new String[] {"X-API-Key", "crow_ann"},
            "Ann's other key", new String[] {"X-API-Key", "crow_own"},
            "Ann's JWT", new String[] {"Authorization", "Bearer " + platform.jwt("ann")},
            "Bob's session", BOB,
            "a service for Acme",
                    new String[] {"X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", Platform.ACME},
            "a service for Beta",
                    new String[] {"X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", Platform.BETA},
            "a service for nobody", new String[] {"X-Internal-Key", Platform.INTERNAL_KEY},
            "nobody", new String[0]);

    private int answers;

    @BeforeEach
    void every_answer_of_a_service_is_another() {
        platform.onForward(_ -> Response.json(200, "{\"answer\":" + ++answers + "}"));
    }

    /** The service's answers from now on, all with other bodies and this {@code Cache-Control}. */
    private void controlled(String cacheControl) {
        platform.onForward(
                _ -> Response.json(200, "{\"answer\":" + ++answers + "}").with("Cache-Control", cacheControl));
    }

    private Response read(String caller, String target) {
        return gateway.get(target, callers.getOrDefault(caller, new String[] {"X-Test", "no such caller"}));
    }

    private static String text(Response response) {
        return response.body().utf8().orElseThrow();
    }

    @Test
    void the_second_read_is_a_hit() {
        Response first = gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofSeconds(100));
        Response second = gateway.get(PRODUCTS, ANN);

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("X-Cache")).contains("HIT");
        assertThat(second.headers().all("X-Cache-Age")).containsExactly("100");
        assertThat(second.headers().all("Age")).containsExactly("100");
        assertThat(second.headers().all("Cache-Status")).containsExactly("crow; hit; ttl=200");
        assertThat(second.header("X-Gateway-Service")).contains("core-product-service");
        assertThat(second.header("X-Gateway-Version")).contains("v1");
        assertThat(second.header("Cache-Control")).contains("private, no-cache");
        assertThat(platform.forwarded()).hasSize(1);
    }

    @Test
    void a_hit_carries_the_ids_and_cors_fields_of_its_own_request() {
        gateway.get(PRODUCTS, "Cookie", ANN[1], "Origin", "https://dev.app.crowai.dev");
        Response hit = gateway.get(PRODUCTS, ANN);

        assertThat(hit.header("X-Cache")).contains("HIT");
        assertThat(hit.headers().all("X-Request-Id")).containsExactly("request-1");
        assertThat(hit.headers().has("Access-Control-Allow-Origin")).isFalse();
        assertThat(hit.headers().all("Server-Timing")).hasSize(1);
    }

    @Test
    void a_client_that_has_the_answer_gets_304() {
        String tag = gateway.get(PRODUCTS, ANN).header("ETag").orElseThrow();
        Response answer = gateway.get(PRODUCTS, "Cookie", ANN[1], "If-None-Match", tag);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEqualTo(Body.EMPTY);
        assertThat(answer.header("ETag")).contains(tag);
        assertThat(answer.header("X-Cache")).contains("HIT");
        assertThat(answer.headers().has("Content-Type")).isFalse();
        assertThat(platform.forwarded()).hasSize(1);
    }

    @Test
    void neighbours_behind_one_address_get_no_answer_of_each_other() {
        Response one = gateway.get("/api/v1/qna/sessions", "Mcp-Session-Id", "one");
        Response other = gateway.get("/api/v1/qna/sessions", "Mcp-Session-Id", "other");

        assertThat(one.header("Cache-Status")).contains("crow; fwd=uri-miss; detail=anonymous");
        assertThat(text(other)).isNotEqualTo(text(one));
        assertThat(platform.forwarded()).hasSize(2);
    }

    @Test
    void a_service_may_have_its_answers_kept_here_and_nowhere_else() {
        platform.onForward(_ -> Response.json(200, "{\"answer\":" + ++answers + "}")
                .with("Cache-Control", "no-store")
                .with("CDN-Cache-Control", "max-age=60"));
        Response first = gateway.get(PRODUCTS, ANN);
        Response second = gateway.get(PRODUCTS, ANN);

        assertThat(second.header("X-Cache")).contains("HIT");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(List.of(first, second)).allSatisfy(answer -> {
            assertThat(answer.headers().all("Cache-Control")).containsExactly("no-store");
            assertThat(answer.headers().all("CDN-Cache-Control")).containsExactly("no-store");
        });
        assertThat(gateway.get(PRODUCTS, BOB).header("X-Cache")).contains("MISS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/auth/get-session", "/api/v1/products/images/a.png", "/api/v1/products/health", PRODUCTS
            })
    void no_cache_in_front_stores_by_cdn_cache_control_what_is_not_shared(String path) {
        platform.onForward(_ -> Response.json(200, "{}").with("CDN-Cache-Control", "max-age=60"));

        assertThat(gateway.get(path, ANN).headers().all("CDN-Cache-Control")).containsExactly("no-store");
    }

    @Test
    void no_two_callers_ever_share_what_the_service_does_not_call_shared() {
        List<String> all = callers.keySet().stream()
                .filter(caller -> !caller.equals("nobody"))
                .sorted()
                .toList();
        for (String caller : all) {
            read(caller, PRODUCTS);
        }

        assertThat(platform.forwarded()).hasSize(all.size());
        for (int i = 0; i < all.size(); i++) {
            Response again = read(all.get(i), PRODUCTS);
            boolean kept = !all.get(i).equals("a service for nobody");

            assertThat(again.header("X-Cache")).as(all.get(i)).contains(kept ? "HIT" : "BYPASS");
            assertThat(text(again)).as(all.get(i)).isEqualTo("{\"answer\":%d}", kept ? i + 1 : all.size() + 1);
        }
    }

    @Test
    void whoever_came_with_a_credential_beside_the_one_that_decided_reads_as_that_one() {
        gateway.get(PRODUCTS, ANN);

        assertThat(gateway.get(PRODUCTS, "Cookie", ANN[1], "X-API-Key", "crow_forged")
                        .header("X-Cache"))
                .contains("HIT");
        assertThat(gateway.get(PRODUCTS, "Cookie", BOB[1], "X-API-Key", "crow_ann")
                        .header("X-Cache"))
                .contains("MISS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann's key", "Ann's other key", "Ann's JWT"})
    void members_of_one_organization_share_what_the_service_calls_shared(String caller) {
        controlled(SHARED);
        gateway.get(PRODUCTS, ANN);

        assertThat(read(caller, PRODUCTS).header("X-Cache")).contains("HIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bob's session", "a service for Beta", "a service for Acme", "a service for nobody"})
    void nobody_outside_of_the_organization_shares_it(String caller) {
        controlled(SHARED);
        gateway.get(PRODUCTS, ANN);
        Response answer = read(caller, PRODUCTS);

        assertThat(text(answer)).isEqualTo("{\"answer\":2}");
        assertThat(answer.header("X-Cache")).isNotEqualTo(Optional.of("HIT"));
    }

    @Test
    void no_organization_can_be_claimed_to_read_its_answers() {
        controlled(SHARED);
        gateway.get(PRODUCTS, ANN);
        Response answer =
                gateway.get(PRODUCTS, "Cookie", BOB[1], "X-Organization-Id", Platform.ACME, "X-User-Id", "ann");

        assertThat(text(answer)).isEqualTo("{\"answer\":2}");
    }

    @Test
    void a_caller_that_is_refused_gets_the_refusal_whatever_is_stored() {
        controlled(SHARED);
        gateway.get(PRODUCTS, ANN);

        assertThat(gateway.get(PRODUCTS).status()).isEqualTo(401);
        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_bad").status()).isEqualTo(401);
        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_forged").status()).isEqualTo(403);
        assertThat(gateway.get(PRODUCTS, "Cookie", "better-auth.session_token=unknown.sig")
                        .status())
                .isEqualTo(401);
        assertThat(platform.forwarded()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 500})
    void what_a_service_refuses_one_caller_is_no_answer_for_the_next(int status) {
        platform.onForward(Response.json(status, "{\"refused\":true}").with("Cache-Control", SHARED));

        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(status);

        controlled(SHARED);

        assertThat(text(read("Ann's key", PRODUCTS))).isEqualTo("{\"answer\":1}");
        assertThat(text(gateway.get(PRODUCTS, ANN))).isEqualTo("{\"answer\":1}");
    }

    @Test
    void a_session_that_has_ended_reads_nothing_that_it_had_stored() {
        gateway.get(PRODUCTS, ANN);
        platform.signOut("ann.sig");
        gateway.post("/api/v1/auth/sign-out", "{}", ANN);

        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(401);
    }

    @Test
    void another_active_organization_has_other_answers() {
        gateway.get(PRODUCTS, ANN);
        platform.setMemberships("ann", "ba-acme", "ba-beta");
        platform.setActive("ann.sig", "\"ba-beta\"");
        gateway.post("/api/v1/auth/organization/set-active", "{\"organizationId\":\"ba-beta\"}", ANN);
        gateway.advance(Duration.ofSeconds(1));
        Response answer = gateway.get(PRODUCTS, ANN);

        assertThat(answer.header("X-Cache")).contains("MISS");
        assertThat(platform.forwarded().getLast().headers().all("X-Organization-Id"))
                .containsExactly(Platform.BETA);
    }

    @Test
    void a_write_to_products_makes_crawler_jobs_unusable_too() {
        controlled("max-age=60");
        gateway.get("/api/v1/crawler-jobs/1", ANN);

        assertThat(gateway.get("/api/v1/crawler-jobs/1", ANN).header("X-Cache")).contains("HIT");

        gateway.send(Method.PUT, PRODUCTS + "/1", Body.of("{}"), ANN);

        assertThat(gateway.get("/api/v1/crawler-jobs/1", ANN).header("X-Cache")).contains("MISS");
    }

    @Test
    void a_write_of_a_platform_service_for_the_organization_counts_too() {
        gateway.get(PRODUCTS, ANN);
        gateway.post(PRODUCTS, "{}", "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", Platform.ACME);

        assertThat(gateway.get(PRODUCTS, ANN).header("X-Cache")).contains("MISS");
    }

    @ParameterizedTest
    @EnumSource(UpstreamException.FailureKind.class)
    void a_stale_answer_covers_for_a_service_that_gives_none(UpstreamException.FailureKind kind) {
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofHours(1));
        platform.onForward(_ -> {
            throw new UpstreamException(kind, "as the test wants it");
        });
        Response covered = gateway.get(PRODUCTS, ANN);

        assertThat(covered.status()).isEqualTo(200);
        assertThat(covered.header("X-Cache")).contains("STALE");

        gateway.advance(Duration.ofSeconds(1));

        assertThat(gateway.get(PRODUCTS, ANN).status()).isGreaterThanOrEqualTo(502);
    }

    @Test
    void a_stale_answer_covers_for_nobody_but_whom_it_was_for() {
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofMinutes(10));
        platform.onForward(Response.json(503, "{}"));

        assertThat(gateway.get(PRODUCTS, BOB).status()).isEqualTo(503);
        assertThat(read("Ann's key", PRODUCTS).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @Words("""
            /api/v1/auth/get-session /api/v1/better-auth/get-session /api/v1/ingest/events
            /api/v1/auth/onboarding/status /api/v1/auth/team-invitations/1 /api/v1/products/images/a.png
            /api/v1/billing/health
            """)
    void what_is_never_cached_is_never_cached_whatever_the_service_says(String path) {
        controlled(SHARED);
        gateway.get(path, ANN);

        assertThat(text(gateway.get(path, ANN))).isEqualTo("{\"answer\":2}");
    }

    @Test
    void a_deployment_may_set_the_lifetime_of_a_segment() {
        gateway.with("CACHE_TTLS", "{\"products\":20,\"chat\":10,\"users\":0,\"ingest\":60}");
        for (String path : List.of("products/1", "chat/1", "users/me", "ingest/1")) {
            gateway.get("/api/v1/" + path, ANN);
        }

        assertThat(gateway.get("/api/v1/products/1", ANN).header("Cache-Status"))
                .contains("crow; hit; ttl=20");
        assertThat(gateway.get("/api/v1/chat/1", ANN).header("Cache-Status")).contains("crow; hit; ttl=10");
        assertThat(gateway.get("/api/v1/users/me", ANN).header("X-Cache")).contains("MISS");
        assertThat(gateway.get("/api/v1/ingest/1", ANN).header("X-Cache")).contains("BYPASS");
    }

    @Test
    void an_answer_that_sets_a_cookie_is_never_kept_and_the_cookie_goes_to_nobody() {
        platform.onForward(_ -> Response.json(200, "{\"answer\":" + ++answers + "}")
                .withHeaders(Headers.of("Cache-Control", SHARED, "Set-Cookie", "id=ann; Path=/")));
        Response first = gateway.get(PRODUCTS, ANN);
        Response second = gateway.get(PRODUCTS, ANN);

        assertThat(first.headers().has("Set-Cookie")).isFalse();
        assertThat(second.headers().has("Set-Cookie")).isFalse();
        assertThat(text(second)).isEqualTo("{\"answer\":2}");
    }

    @Test
    void an_answer_in_another_language_is_another_answer() {
        platform.onForward(call -> Response.json(
                        200, call.headers().first("Accept-Language").orElse("none"))
                .withHeaders(Headers.of("Vary", "Accept-Language", "Cache-Control", "max-age=60")));
        gateway.get(PRODUCTS, "Cookie", ANN[1], "Accept-Language", "de");
        Response english = gateway.get(PRODUCTS, "Cookie", ANN[1], "Accept-Language", "en");
        Response german = gateway.get(PRODUCTS, "Cookie", ANN[1], "Accept-Language", "de");

        assertThat(text(english)).isEqualTo("en");
        assertThat(text(german)).isEqualTo("de");
        assertThat(german.header("X-Cache")).contains("HIT");
    }

    @Test
    void what_a_service_says_to_the_gateway_alone_is_not_in_a_hit() {
        platform.onForward(Response.json(200, "{}")
                .withHeaders(Headers.of(
                        "X-User-Id",
                        "ann",
                        "X-Organization-Id",
                        Platform.ACME,
                        "X-Internal-Key",
                        Platform.INTERNAL_KEY,
                        "Access-Control-Allow-Origin",
                        "*",
                        "X-Cache",
                        "HIT from elsewhere",
                        "Cache-Control",
                        SHARED)));
        gateway.get(PRODUCTS, ANN);
        Response hit = read("Ann's key", PRODUCTS);

        assertThat(hit.headers().all("X-Cache")).containsExactly("HIT");
        assertThat(hit.headers().names())
                .doesNotContain("x-user-id", "x-organization-id", "x-internal-key", "access-control-allow-origin");
    }

    @Test
    void the_service_is_asked_as_the_caller_of_this_request_after_a_hit_of_another() {
        controlled(SHARED);
        gateway.get(PRODUCTS, ANN);
        read("Ann's key", PRODUCTS);
        gateway.advance(Duration.ofSeconds(61));
        read("Ann's key", PRODUCTS);
        Call asked = platform.forwarded().getLast();

        assertThat(asked.headers().all("X-User-Id")).containsExactly("ann");
        assertThat(asked.headers().has("Authorization")).isFalse();
    }
}
