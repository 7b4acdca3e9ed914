package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.UpstreamException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
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
    void the_first_read_is_a_miss() {
        Response answer = gateway.get(PRODUCTS, ANN);

        assertThat(answer.header("X-Cache")).contains("MISS");
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=uri-miss; stored");
        assertThat(answer.headers().has("X-Cache-Age")).isFalse();
        assertThat(answer.headers().has("Age")).isFalse();
        assertThat(answer.header("Cache-Control")).contains("private, no-cache");
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
    void an_answer_is_asked_for_again_when_its_five_minutes_are_over() {
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofSeconds(299));

        assertThat(gateway.get(PRODUCTS, ANN).header("X-Cache")).contains("HIT");

        gateway.advance(Duration.ofSeconds(1));
        Response again = gateway.get(PRODUCTS, ANN);

        assertThat(again.header("X-Cache")).contains("MISS");
        assertThat(again.header("Cache-Status")).contains("crow; fwd=stale; stored");
        assertThat(text(again)).isEqualTo("{\"answer\":2}");
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
    void a_client_that_has_another_answer_gets_this_one() {
        gateway.get(PRODUCTS, ANN);
        Response answer = gateway.get(PRODUCTS, "Cookie", ANN[1], "If-None-Match", "\"another\"");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("{\"answer\":1}");
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

    @Test
    void a_shared_answer_keeps_its_cdn_cache_control() {
        platform.onForward(_ -> Response.json(200, "{}").with("CDN-Cache-Control", "public, max-age=60"));
        gateway.get(PRODUCTS, ANN);
        Response hit = read("Ann's key", PRODUCTS);

        assertThat(hit.header("X-Cache")).contains("HIT");
        assertThat(hit.headers().all("CDN-Cache-Control")).containsExactly("public, max-age=60");
        assertThat(hit.headers().all("Cache-Control")).containsExactly("private, no-cache");
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
    void a_hit_has_the_date_of_the_answer_that_was_stored() {
        platform.onForward(_ -> Response.json(200, "{}").with("Date", "Tue, 24 Nov 2026 12:00:00 GMT"));
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofSeconds(7));
        Response hit = gateway.get(PRODUCTS, ANN);

        assertThat(hit.header("X-Cache")).contains("HIT");
        assertThat(hit.headers().all("Date")).containsExactly("Tue, 24 Nov 2026 12:00:00 GMT");
    }

    @Test
    void what_a_service_says_about_its_own_limits_is_in_a_hit_too() {
        platform.onForward(
                _ -> Response.json(200, "{}").with("Retry-After", "7").with("RateLimit", "\"search\";r=5;t=9"));
        gateway.get(PRODUCTS, ANN);
        Response hit = gateway.get(PRODUCTS, ANN);

        assertThat(hit.header("X-Cache")).contains("HIT");
        assertThat(hit.headers().all("Retry-After")).containsExactly("7");
        assertThat(hit.headers().all("RateLimit")).containsExactly("\"search\";r=5;t=9");
    }

    @Test
    void a_service_that_has_nothing_new_is_asked_by_its_own_tag() {
        platform.onForward(call -> call.headers().has("If-None-Match")
                ? Response.of(304).with("ETag", "\"v1\"")
                : Response.json(200, "{\"big\":true}").with("ETag", "\"v1\""));
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofSeconds(301));
        Response answer = gateway.get(PRODUCTS, ANN);

        assertThat(platform.forwarded().getLast().headers().all("If-None-Match"))
                .containsExactly("\"v1\"");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("{\"big\":true}");
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=stale; fwd-status=304; stored");
    }

    @Test
    void head_is_answered_from_a_stored_get() {
        Response get = gateway.get(PRODUCTS, ANN);
        Response head = gateway.send(Method.HEAD, PRODUCTS, Body.EMPTY, ANN);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEqualTo(Body.EMPTY);
        assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
        assertThat(head.header("X-Cache")).contains("HIT");
        assertThat(platform.forwarded()).hasSize(1);
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

    @ParameterizedTest
    @CsvSource({
        "/api/v1/products,          /api/v1/products/",
        "/api/v1/products,          /api/v1/products?",
        "/api/v1/products?a=1&b=2,  /api/v1/products?b=2&a=1",
        "/api/v1/products?a=1,      /api/v1/products?a=%31",
        "/api/v1/products,          /api/v2/products",
        "/api/v1/products/a,        /api/v1/products/A",
        "/api/v1/products/a%3Ab,    /api/v1/products/a:b",
        "/api/v1/products//a,       /api/v1/products/a",
    })
    void another_spelling_of_a_target_is_another_entry_unless_it_is_the_same_request(String one, String other) {
        Response first = gateway.get(one, ANN);
        Response second = gateway.get(other, ANN);
        boolean same = other.endsWith("?");

        assertThat(second.body().equals(first.body())).isEqualTo(same);
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"POST", "PUT", "PATCH", "DELETE"})
    void a_write_makes_the_stored_answers_of_the_whole_organization_unusable(Method method) {
        controlled(SHARED);
        gateway.get(PRODUCTS, ANN);
        read("Ann's key", PRODUCTS + "/1");
        Response write = gateway.send(method, PRODUCTS + "/9", Body.of("{}"), ANN);

        assertThat(write.header("X-Cache")).contains("BYPASS");
        assertThat(write.header("Cache-Status")).contains("crow; fwd=method");
        assertThat(gateway.get(PRODUCTS, ANN).header("X-Cache")).contains("MISS");
        assertThat(read("Ann's key", PRODUCTS + "/1").header("X-Cache")).contains("MISS");
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
    void a_write_leaves_other_services_and_other_organizations_alone() {
        gateway.get("/api/v1/users/me", ANN);
        gateway.get(PRODUCTS, BOB);
        gateway.send(Method.PUT, PRODUCTS + "/1", Body.of("{}"), ANN);

        assertThat(gateway.get("/api/v1/users/me", ANN).header("X-Cache")).contains("HIT");
        assertThat(gateway.get(PRODUCTS, BOB).header("X-Cache")).contains("HIT");
    }

    @Test
    void a_write_of_a_platform_service_for_the_organization_counts_too() {
        gateway.get(PRODUCTS, ANN);
        gateway.post(PRODUCTS, "{}", "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", Platform.ACME);

        assertThat(gateway.get(PRODUCTS, ANN).header("X-Cache")).contains("MISS");
    }

    @Test
    void a_write_that_the_service_refused_leaves_what_is_stored() {
        gateway.get(PRODUCTS, ANN);
        platform.onForward(Response.json(422, "{}"));
        gateway.post(PRODUCTS, "{}", ANN);

        assertThat(gateway.get(PRODUCTS, ANN).header("X-Cache")).contains("HIT");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void a_stale_answer_covers_for_a_service_that_fails(int status) {
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofMinutes(10));
        platform.onForward(Response.json(status, "{}"));
        Response covered = gateway.get(PRODUCTS, ANN);

        assertThat(covered.status()).isEqualTo(200);
        assertThat(text(covered)).isEqualTo("{\"answer\":1}");
        assertThat(covered.header("X-Cache")).contains("STALE");
        assertThat(covered.header("Age")).contains("600");
        assertThat(covered.header("X-Cache-Age")).contains("600");
        assertThat(covered.header("Cache-Status")).contains("crow; fwd=stale; fwd-status=" + status);
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
    @ValueSource(strings = {"max-age=60, must-revalidate", "s-maxage=60", "max-age=60, proxy-revalidate"})
    void a_service_that_forbids_it_is_not_covered_for(String control) {
        controlled(control);
        gateway.get(PRODUCTS, ANN);
        gateway.advance(Duration.ofSeconds(61));
        platform.onForward(Response.json(503, "{}"));

        assertThat(gateway.get(PRODUCTS, ANN).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/auth/get-session",
                "/api/v1/better-auth/get-session",
                "/api/v1/ingest/events",
                "/api/v1/auth/onboarding/status",
                "/api/v1/auth/team-invitations/1",
                "/api/v1/products/images/a.png",
                "/api/v1/billing/health"
            })
    void what_is_never_cached_is_never_cached_whatever_the_service_says(String path) {
        controlled(SHARED);
        gateway.get(path, ANN);

        assertThat(text(gateway.get(path, ANN))).isEqualTo("{\"answer\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crawler-jobs", "notifications", "chat", "mcp", "cctv"})
    void some_services_are_cached_only_when_they_say_so(String segment) {
        String path = "/api/v1/" + segment + "/things";
        gateway.get(path, ANN);
        Response silent = gateway.get(path, ANN);
        controlled("max-age=60");
        gateway.get(path, ANN);
        Response spoken = gateway.get(path, ANN);

        assertThat(silent.header("X-Cache")).contains("MISS");
        assertThat(silent.header("Cache-Status")).contains("crow; fwd=uri-miss; detail=no-lifetime");
        assertThat(spoken.header("X-Cache")).contains("HIT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users/me",
                "products",
                "organizations/" + Platform.ACME,
                "analytics/x",
                "patterns/x",
                "interactions/x",
                "qna/x",
                "billing/plans"
            })
    void the_others_are_cached_unless_they_say_otherwise(String rest) {
        String path = "/api/v1/" + rest;
        gateway.get(path, ANN);

        assertThat(gateway.get(path, ANN).header("Cache-Status")).contains("crow; hit; ttl=300");
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
    void what_the_service_says_wins_over_the_lifetime_of_its_segment() {
        controlled("max-age=10");
        gateway.get(PRODUCTS, ANN);
        Response hit = gateway.get(PRODUCTS, ANN);

        assertThat(hit.header("Cache-Status")).contains("crow; hit; ttl=10");
        assertThat(hit.header("Cache-Control")).contains("max-age=10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "private", "private, max-age=60", "no-store, public, max-age=60"})
    void what_may_not_be_kept_is_not_kept(String control) {
        controlled(control);
        gateway.get(PRODUCTS, ANN);

        assertThat(gateway.get(PRODUCTS, ANN).header("X-Cache")).contains("MISS");
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
    void a_connection_field_hides_nothing_that_the_cache_must_obey() {
        platform.onForward(_ -> Response.json(200, "{\"answer\":" + ++answers + "}")
                .withHeaders(Headers.of("Cache-Control", "no-store", "Connection", "Cache-Control")));
        Response first = gateway.get(PRODUCTS, ANN);

        assertThat(first.header("Cache-Control")).contains("no-store");
        assertThat(gateway.get(PRODUCTS, ANN).header("X-Cache")).contains("MISS");
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

    @ParameterizedTest
    @CsvSource({"no-cache, MISS", "max-age=0, MISS", "no-store, BYPASS"})
    void a_client_may_insist_on_news(String wish, String word) {
        gateway.get(PRODUCTS, ANN);
        Response answer = gateway.get(PRODUCTS, "Cookie", ANN[1], "Cache-Control", wish);

        assertThat(answer.header("X-Cache")).contains(word);
        assertThat(text(answer)).isEqualTo("{\"answer\":2}");
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[2048];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    private static byte[] gzipped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write("{\"name\":\"é\"}".repeat(200).getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toByteArray();
    }

    private static List<Response> bodies() {
        Headers binary = Headers.of("Content-Type", "image/png");
        return List.of(
                new Response(200, binary, Body.of(bytes())),
                new Response(
                        200,
                        Headers.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
                        Body.of(gzipped())),
                Response.json(200, "{\"name\":\"" + "é".repeat(3000) + "\"}"),
                new Response(200, binary, Body.of(new byte[] {(byte) 0xff, 0, 13, 10})),
                Response.of(204),
                Response.json(200, ""));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void a_hit_gives_the_same_bytes_and_says_the_same_about_them(Response stored) {
        platform.onForward(stored);
        Response miss = gateway.get(PRODUCTS, ANN);
        Response hit = gateway.get(PRODUCTS, ANN);

        assertThat(hit.header("X-Cache")).contains("HIT");
        assertThat(hit.status()).isEqualTo(stored.status());
        assertThat(hit.body().toByteArray()).isEqualTo(stored.body().toByteArray());
        assertThat(miss.body()).isEqualTo(stored.body());
        for (String name : List.of("Content-Type", "Content-Encoding", "ETag")) {
            assertThat(hit.header(name)).isEqualTo(miss.header(name));
        }
        assertThat(hit.header("Content-Encoding")).isEqualTo(stored.header("Content-Encoding"));
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

    @Test
    void the_log_says_what_became_of_a_request() {
        gateway.get(PRODUCTS, ANN);

        assertThat(gateway.log().getLast()).contains("\"cache\":\"miss\"");

        gateway.get(PRODUCTS, ANN);

        assertThat(gateway.log().getLast()).contains("\"cache\":\"hit\"").doesNotContain("upstreamStatus");

        gateway.post(PRODUCTS, "{}", ANN);

        assertThat(gateway.log().getLast()).contains("\"cache\":\"bypass\"");
    }
}
