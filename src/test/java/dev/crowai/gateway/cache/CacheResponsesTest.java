package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.HandMovedClock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheResponsesTest {
    private static final String PRODUCTS = "/api/v1/products";
    private static final String EXPLICIT = "/api/v1/crawler-jobs";

    private final HandMovedClock clock = new HandMovedClock();
    private final StoreDouble store = new StoreDouble(clock);
    private final CacheResponses cache = new CacheResponses(store, clock);
    private final ScriptedService service = new ScriptedService();

    private Response ask(Asking asking) {
        return cache.handle(asking.exchange(clock), service);
    }

    private List<Result> results(Asking asking) {
        Exchange exchange = asking.exchange(clock);
        cache.handle(exchange, service);
        return exchange.record().snapshot().results();
    }

    private static String text(Response answer) {
        return answer.body().utf8().orElseThrow();
    }

    // Hits, misses and what they cost.

    @Test
    void answers_the_second_read_from_the_table() {
        service.ok("first", "Content-Type", "text/plain").ok("second");

        Response miss = ask(Asking.get(PRODUCTS));
        clock.moveSeconds(7);
        Response hit = ask(Asking.get(PRODUCTS));

        assertThat(miss.header("X-Cache")).contains("MISS");
        assertThat(miss.header("Cache-Status")).contains("crow; fwd=uri-miss; stored");
        assertThat(miss.headers().has("X-Cache-Age")).isFalse();
        assertThat(text(hit)).isEqualTo("first");
        assertThat(hit.header("X-Cache")).contains("HIT");
        assertThat(hit.header("X-Cache-Age")).contains("7");
        assertThat(hit.header("Age")).contains("7");
        assertThat(hit.header("Cache-Status")).contains("crow; hit; ttl=293");
        assertThat(hit.header("Content-Type")).contains("text/plain");
        assertThat(service.calls()).isEqualTo(1);
    }

    @Test
    void costs_one_read_and_one_write_on_a_miss_and_one_read_on_a_hit() {
        service.ok("body");

        ask(Asking.get(PRODUCTS));
        assertThat(store.calls()).containsExactly("get", "put");
        store.forgetCalls();
        ask(Asking.get(PRODUCTS));
        assertThat(store.calls()).containsExactly("get");
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"POST", "PUT", "PATCH", "DELETE"})
    void costs_one_count_on_a_successful_write(Method method) {
        service.status(200);

        Response answer = ask(Asking.of(method, PRODUCTS));

        assertThat(store.calls()).containsExactly("increment");
        assertThat(answer.header("X-Cache")).contains("BYPASS");
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=method");
    }

    @ParameterizedTest
    @CsvSource({"ingest,GET", "ingest,POST", "products,OPTIONS"})
    void costs_nothing_where_nothing_can_be_stored(String segment, Method method) {
        service.status(200);

        ask(Asking.of(method, "/api/v1/" + segment));

        assertThat(store.calls()).isEmpty();
    }

    @Test
    void asks_again_once_the_default_lifetime_of_the_row_is_over() {
        service.ok("first").ok("second");
        ask(Asking.get(PRODUCTS));

        clock.moveSeconds(299);
        assertThat(text(ask(Asking.get(PRODUCTS)))).isEqualTo("first");
        clock.moveSeconds(1);
        Response stale = ask(Asking.get(PRODUCTS));

        assertThat(text(stale)).isEqualTo("second");
        assertThat(stale.header("Cache-Status")).contains("crow; fwd=stale; stored");
    }

    @Test
    void stores_nothing_of_an_explicit_only_service_that_gives_no_lifetime() {
        service.ok("body");

        Response answer = ask(Asking.get(EXPLICIT));

        assertThat(store.calls()).containsExactly("get");
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=uri-miss; detail=no-lifetime");
    }

    @Test
    void stores_an_answer_of_an_explicit_only_service_that_gives_a_lifetime() {
        service.ok("body", "Cache-Control", "max-age=60");

        ask(Asking.get(EXPLICIT));

        assertThat(ask(Asking.get(EXPLICIT)).header("X-Cache")).contains("HIT");
    }

    @Test
    void stores_nothing_for_a_service_of_the_platform_that_speaks_for_no_organization() {
        service.ok("everybody's");

        Response answer = ask(Asking.get(PRODUCTS).by(Asking.INTERNAL).withoutOrganization());

        assertThat(answer.header("X-Cache")).contains("BYPASS");
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void never_stores_an_event_stream() {
        service.ok("data: x\n\n", "Content-Type", "text/event-stream; charset=utf-8", "Cache-Control", "max-age=60");

        assertThat(ask(Asking.get(PRODUCTS)).header("Cache-Status"))
                .contains("crow; fwd=uri-miss; detail=event-stream");
    }

    @Test
    void notes_for_the_log_what_became_of_a_request() {
        service.ok("body");

        assertThat(results(Asking.get(PRODUCTS))).containsExactly(Result.Cache.MISS);
        assertThat(results(Asking.get(PRODUCTS))).containsExactly(Result.Cache.HIT);
        assertThat(results(Asking.of(Method.POST, PRODUCTS))).containsExactly(Result.Cache.BYPASS);
    }

    @Test
    void writes_the_fields_of_the_route_and_of_this_request_on_a_hit() {
        service.ok(
                "body",
                "X-Request-Id",
                "of-the-first",
                "X-Gateway-Service",
                "core-product-service",
                "Server-Timing",
                "auth;dur=9");
        ask(Asking.get("/api/v2/products"));

        Response hit = ask(Asking.get("/api/v2/products"));

        assertThat(hit.headers().all("X-Gateway-Service")).containsExactly("core-product-service");
        assertThat(hit.header("X-Gateway-Version")).contains("v2");
        assertThat(hit.headers().all("X-Request-Id")).containsExactly("request-1");
        assertThat(hit.headers().has("Server-Timing")).isFalse();
    }

    // Cache-Control on the way out.

    @Test
    void tells_everybody_on_the_way_to_keep_nothing_where_the_service_is_silent() {
        service.ok("body");

        assertThat(ask(Asking.get(PRODUCTS)).header("Cache-Control")).contains("private, no-cache");
        assertThat(ask(Asking.get(PRODUCTS)).header("Cache-Control")).contains("private, no-cache");
    }

    @Test
    void passes_on_what_the_service_says_about_caching() {
        service.ok("body", "Cache-Control", "public, max-age=60");

        assertThat(ask(Asking.get(PRODUCTS)).header("Cache-Control")).contains("public, max-age=60");
        assertThat(ask(Asking.get(PRODUCTS)).header("Cache-Control")).contains("public, max-age=60");
    }

    @Test
    void guards_answers_that_it_keeps_out_of_too() {
        service.status(404);

        assertThat(ask(Asking.get("/api/v1/ingest/x")).header("Cache-Control")).contains("private, no-cache");
        assertThat(ask(Asking.get(PRODUCTS)).header("Cache-Control")).contains("private, no-cache");
        assertThat(ask(Asking.of(Method.POST, PRODUCTS)).headers().has("Cache-Control"))
                .isFalse();
    }

    @Test
    void adds_itself_after_the_caches_behind_it() {
        service.ok("body", "Cache-Status", "origin; hit");

        assertThat(ask(Asking.get(PRODUCTS)).header("Cache-Status"))
                .contains("origin; hit, crow; fwd=uri-miss; stored");
    }

    // Isolation is in CacheIsolationTest. Bytes:

    @Test
    void gives_binary_and_compressed_bodies_back_byte_for_byte() {
        byte[] bytes = new byte[50_000];
        new Random(7).nextBytes(bytes);
        service.then(
                new Response(200, Headers.of("Content-Type", "image/png", "Content-Encoding", "br"), Body.of(bytes)));
        ask(Asking.get(PRODUCTS));

        Response hit = ask(Asking.get(PRODUCTS));

        assertThat(hit.header("X-Cache")).contains("HIT");
        assertThat(hit.header("Content-Encoding")).contains("br");
        assertThat(hit.body().toByteArray()).isEqualTo(bytes);
    }

    @Test
    void stores_a_body_over_the_item_limit_when_it_fits_deflated() {
        service.ok("{\"name\":\"value\"},".repeat(60_000), "Cache-Control", "max-age=60");
        ask(Asking.get(PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS)).header("X-Cache")).contains("HIT");
        assertThat(store.items()).allMatch(item -> item.value().length <= KeyValueStore.MAX_VALUE_BYTES);
    }

    @Test
    void says_so_when_a_body_does_not_fit() {
        byte[] noise = new byte[KeyValueStore.MAX_VALUE_BYTES + 1];
        new Random(7).nextBytes(noise);
        service.then(new Response(200, Headers.of("Cache-Control", "max-age=60"), Body.of(noise)));

        Response answer = ask(Asking.get(PRODUCTS));

        assertThat(answer.body().toByteArray()).isEqualTo(noise);
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=uri-miss; detail=too-large");
        assertThat(store.calls()).containsExactly("get");
    }

    @Test
    void writes_no_answer_over_64_kilobytes_that_the_service_gave_no_lifetime() {
        service.ok("x".repeat(Cacheability.LARGEST_BY_DEFAULT + 1));

        Response answer = ask(Asking.get(PRODUCTS));

        assertThat(answer.header("Cache-Status")).contains("crow; fwd=uri-miss; detail=large-by-default");
        assertThat(store.calls()).containsExactly("get");
    }

    // Validators.

    @Test
    void makes_a_strong_tag_for_an_answer_without_one_and_answers_304_by_it() {
        service.ok("body");
        String tag = ask(Asking.get(PRODUCTS)).header("ETag").orElseThrow();

        Response answer = ask(Asking.get(PRODUCTS, "If-None-Match", tag));

        assertThat(tag).startsWith("\"").endsWith("\"");
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEqualTo(Body.EMPTY);
        assertThat(answer.header("ETag")).contains(tag);
        assertThat(answer.header("Cache-Control")).contains("private, no-cache");
        assertThat(answer.header("X-Cache")).contains("HIT");
        assertThat(answer.headers().has("Content-Type")).isFalse();
    }

    @Test
    void gives_the_same_body_in_another_coding_another_tag() {
        service.ok("body").ok("body", "Content-Encoding", "gzip");

        String plain = ask(Asking.get(PRODUCTS)).header("ETag").orElseThrow();
        String coded = ask(Asking.get(PRODUCTS + "/x")).header("ETag").orElseThrow();

        assertThat(plain).isNotEqualTo(coded);
    }

    @Test
    void leaves_an_answer_that_nobody_may_store_without_a_tag_of_ours() {
        service.ok("body", "Cache-Control", "no-store");

        assertThat(ask(Asking.get(PRODUCTS)).headers().has("ETag")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "W/\"a\"", "\"x\", \"a\"", "W/\"x\",W/\"a\" ,\"y\"", "*"})
    void answers_304_when_the_client_names_the_tag(String condition) {
        service.ok("body", "ETag", "W/\"a\"");
        ask(Asking.get(PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS, "If-None-Match", condition)).status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"b\"", "\"a, b\"", "a", "\"\""})
    void answers_200_when_the_client_names_another_tag(String condition) {
        service.ok("body", "ETag", "\"a\"");
        ask(Asking.get(PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS, "If-None-Match", condition)).status())
                .isEqualTo(200);
    }

    @Test
    void prefers_the_tag_over_the_date() {
        String date = "Mon, 02 Mar 2026 09:00:00 GMT";
        service.ok("body", "ETag", "\"a\"", "Last-Modified", date);
        ask(Asking.get(PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS, "If-Modified-Since", date)).status())
                .isEqualTo(304);
        assertThat(ask(Asking.get(PRODUCTS, "If-Modified-Since", date, "If-None-Match", "\"b\""))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'Mon, 02 Mar 2026 08:59:59 GMT',200",
        "'Mon, 02 Mar 2026 09:00:00 GMT',304",
        "'Monday, 02-Mar-26 09:00:01 GMT',304",
        "'Mon Mar  2 09:00:01 2026',304",
        "yesterday,200"
    })
    void compares_the_date_in_every_format(String since, int status) {
        service.ok("body", "Last-Modified", "Mon, 02 Mar 2026 09:00:00 GMT");
        ask(Asking.get(PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS, "If-Modified-Since", since)).status())
                .isEqualTo(status);
    }

    @Test
    void fetches_a_whole_answer_for_a_conditional_read_that_finds_nothing_stored() {
        service.ok("body", "ETag", "\"a\"");

        Response answer = ask(Asking.get(PRODUCTS, "If-None-Match", "\"a\"", "If-Modified-Since", "x"));

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=uri-miss; stored");
        assertThat(service.lastAsked().headers().names()).doesNotContain("if-none-match", "if-modified-since");
        assertThat(text(ask(Asking.get(PRODUCTS)))).isEqualTo("body");
    }

    @Test
    void asks_the_service_by_its_own_tag_and_keeps_what_it_confirms() {
        service.ok("body", "ETag", "\"a\"", "Cache-Control", "max-age=10", "X-Kind", "old")
                .status(304, "ETag", "\"a\"", "Cache-Control", "max-age=10", "X-Kind", "new");
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(11);
        store.forgetCalls();

        Response confirmed = ask(Asking.get(PRODUCTS, "If-None-Match", "\"mine\""));
        assertThat(store.calls()).containsExactly("get", "put");
        clock.moveSeconds(5);
        Response hit = ask(Asking.get(PRODUCTS));

        assertThat(service.lastAsked().headers().all("If-None-Match")).containsExactly("\"a\"");
        assertThat(text(confirmed)).isEqualTo("body");
        assertThat(confirmed.header("X-Kind")).contains("new");
        assertThat(confirmed.header("X-Cache")).contains("HIT");
        assertThat(confirmed.header("Cache-Status")).contains("crow; fwd=stale; fwd-status=304; stored");
        assertThat(hit.header("X-Cache-Age")).contains("5");
        assertThat(hit.header("X-Kind")).contains("new");
        assertThat(service.calls()).isEqualTo(2);
    }

    @Test
    void does_not_ask_the_service_by_a_tag_that_is_ours() {
        service.ok("body").ok("body");
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(301);

        ask(Asking.get(PRODUCTS));

        assertThat(service.lastAsked().headers().has("If-None-Match")).isFalse();
    }

    @Test
    void keeps_nothing_of_a_304_about_another_tag() {
        service.ok("body", "ETag", "\"a\"", "Cache-Control", "max-age=10")
                .status(304, "ETag", "\"b\"", "Cache-Control", "max-age=10", "X-Kind", "another's");
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(11);

        Response answer = ask(Asking.get(PRODUCTS));

        assertThat(text(answer)).isEqualTo("body");
        assertThat(answer.header("ETag")).contains("\"a\"");
        assertThat(answer.headers().has("X-Kind")).isFalse();
        ask(Asking.get(PRODUCTS));
        assertThat(service.calls()).isEqualTo(3);
    }

    @Test
    void forgets_a_stored_answer_that_a_newer_one_forbids_to_store() {
        service.ok("old", "Cache-Control", "max-age=10, stale-if-error=600")
                .ok("new", "Cache-Control", "no-store")
                .status(503);
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(11);
        store.forgetCalls();

        ask(Asking.get(PRODUCTS));
        assertThat(store.calls()).containsExactly("get", "delete");
        assertThat(ask(Asking.get(PRODUCTS)).status()).isEqualTo(503);
    }

    @Test
    void keeps_a_stored_answer_when_the_limiter_refused_to_ask_for_a_newer_one() {
        service.ok("old", "Cache-Control", "max-age=10, stale-if-error=600")
                .status(429)
                .status(503);
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(11);

        assertThat(ask(Asking.get(PRODUCTS)).status()).isEqualTo(429);
        assertThat(text(ask(Asking.get(PRODUCTS)))).isEqualTo("old");
    }

    // HEAD.

    @Test
    void answers_head_from_a_stored_get() {
        service.ok("body", "Content-Type", "text/plain");
        ask(Asking.get(PRODUCTS));

        Response head = ask(Asking.of(Method.HEAD, PRODUCTS));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEqualTo(Body.EMPTY);
        assertThat(head.header("Content-Type")).contains("text/plain");
        assertThat(head.header("X-Cache")).contains("HIT");
    }

    @Test
    void forwards_a_head_that_finds_nothing_as_it_came_and_stores_nothing() {
        service.status(200);

        Response head = ask(Asking.of(Method.HEAD, PRODUCTS, "If-None-Match", "\"a\""));

        assertThat(head.header("X-Cache")).contains("MISS");
        assertThat(service.lastAsked().method()).isEqualTo(Method.HEAD);
        assertThat(service.lastAsked().header("If-None-Match")).contains("\"a\"");
        assertThat(store.calls()).containsExactly("get");
    }

    // stale-if-error.

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void covers_for_a_failing_service_with_a_stale_answer(int status) {
        service.ok("old").status(status);
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(3600);

        Response answer = ask(Asking.get(PRODUCTS));

        assertThat(text(answer)).isEqualTo("old");
        assertThat(answer.header("X-Cache")).contains("STALE");
        assertThat(answer.header("X-Cache-Age")).contains("3600");
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=stale; fwd-status=" + status);
    }

    @ParameterizedTest
    @CsvSource({
        "max-age=10,3601,503",
        "max-age=10,3600,200",
        "'max-age=10, stale-if-error=60',70,200",
        "'max-age=10, stale-if-error=60',71,503",
        "'max-age=10, stale-if-error=7200',7210,200",
        "'max-age=10, stale-if-error=0',11,503",
        "'max-age=10, must-revalidate',11,503",
        "'max-age=10, proxy-revalidate',11,503",
        "s-maxage=10,11,503",
        "'max-age=10, no-cache',11,503",
        "'s-maxage=10, stale-if-error=60',70,200",
        "'max-age=10, no-cache, stale-if-error=60',11,200"
    })
    void covers_only_as_long_as_the_service_lets_it(String control, long seconds, int status) {
        service.ok("old", "Cache-Control", control).status(503);
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(seconds);

        assertThat(ask(Asking.get(PRODUCTS)).status()).isEqualTo(status);
    }

    @Test
    void covers_a_head_without_a_body() {
        service.ok("old").status(503);
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(400);

        Response head = ask(Asking.of(Method.HEAD, PRODUCTS));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEqualTo(Body.EMPTY);
        assertThat(head.header("X-Cache")).contains("STALE");
    }

    @Test
    void does_not_cover_for_a_client_that_wants_news() {
        service.ok("old").status(503);
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(400);

        assertThat(ask(Asking.get(PRODUCTS, "Cache-Control", "no-cache")).status())
                .isEqualTo(503);
    }

    @Test
    void does_not_cover_with_what_a_write_has_made_unusable() {
        service.ok("old").status(204).status(503);
        ask(Asking.get(PRODUCTS));
        ask(Asking.of(Method.PUT, PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS)).status()).isEqualTo(503);
    }

    // Requests that the cache keeps out of.

    @ParameterizedTest
    @CsvSource({
        "Range,bytes=0-1",
        "If-Match,*",
        "If-Unmodified-Since,'Mon, 02 Mar 2026 09:00:00 GMT'",
        "Cache-Control,no-store"
    })
    void forwards_what_it_can_not_decide_as_it_came(String name, String value) {
        service.ok("body");
        ask(Asking.get(PRODUCTS));
        store.forgetCalls();

        Response answer = ask(Asking.get(PRODUCTS, name, value));

        assertThat(answer.header("X-Cache")).contains("BYPASS");
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=request");
        assertThat(service.lastAsked().header(name)).contains(value);
        assertThat(store.calls()).isEmpty();
    }

    @Test
    void keeps_out_of_a_get_with_a_body() {
        service.ok("body");
        ask(Asking.get(PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS).body("{\"filter\":1}")).header("X-Cache"))
                .contains("BYPASS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"only-if-cached", "only-if-cached, no-store", "only-if-cached, no-cache"})
    void asks_the_service_although_only_a_stored_answer_is_wanted(String wish) {
        service.ok("body");

        Response answer = ask(Asking.get(PRODUCTS, "Cache-Control", wish));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(service.calls()).isEqualTo(1);
    }

    // Read your writes.

    @Test
    void never_uses_an_answer_from_before_a_write_again() {
        service.ok("old").status(200).ok("new");
        ask(Asking.get(PRODUCTS));
        ask(Asking.of(Method.PUT, PRODUCTS));

        Response answer = ask(Asking.get(PRODUCTS));

        assertThat(text(answer)).isEqualTo("new");
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=miss; stored");
    }

    @Test
    void makes_all_segments_of_the_service_unusable_for_the_whole_organization() {
        service.ok("jobs", "Cache-Control", "max-age=60");
        ask(Asking.get(EXPLICIT).by(Asking.COLLEAGUE));

        ask(Asking.of(Method.POST, PRODUCTS + "/x"));

        assertThat(ask(Asking.get(EXPLICIT).by(Asking.COLLEAGUE)).header("X-Cache"))
                .contains("MISS");
    }

    @Test
    void leaves_other_services_and_organizations_alone() {
        service.ok("body");
        Asking otherService = Asking.get("/api/v1/users/me");
        Asking otherOrganization = Asking.get(PRODUCTS).in(Asking.OTHER_ORGANIZATION);
        ask(otherService);
        ask(otherOrganization);

        ask(Asking.of(Method.POST, PRODUCTS));

        assertThat(ask(otherService).header("X-Cache")).contains("HIT");
        assertThat(ask(otherOrganization).header("X-Cache")).contains("HIT");
    }

    @ParameterizedTest
    @CsvSource({"200,MISS", "204,MISS", "303,MISS", "400,HIT", "429,HIT", "500,HIT"})
    void begins_a_new_generation_only_when_the_write_succeeded(int status, String outcome) {
        service.ok("body").status(status).ok("body");
        ask(Asking.get(PRODUCTS));
        ask(Asking.of(Method.DELETE, PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS)).header("X-Cache")).contains(outcome);
    }

    @Test
    void does_not_use_an_answer_that_was_on_its_way_while_a_write_happened() {
        service.ok("new");
        cache.handle(Asking.get(PRODUCTS).exchange(clock), _ -> {
            cache.handle(Asking.of(Method.PUT, PRODUCTS).exchange(clock), _ -> Response.of(200));
            return Response.of(200).withBody(Body.of("old"));
        });

        assertThat(text(ask(Asking.get(PRODUCTS)))).isEqualTo("new");
    }

    @Test
    void never_revives_a_generation_whose_item_has_expired() {
        service.status(200)
                .ok("old", "Cache-Control", "max-age=86400")
                .status(200)
                .ok("new");
        ask(Asking.of(Method.PUT, PRODUCTS));
        clock.moveSeconds(47 * 3600);
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(2 * 3600);
        ask(Asking.of(Method.PUT, PRODUCTS));

        assertThat(text(ask(Asking.get(PRODUCTS)))).isEqualTo("new");
    }

    @Test
    void keeps_no_answer_longer_than_half_the_life_of_a_generation() {
        service.ok("body", "Cache-Control", "max-age=31536000, stale-if-error=31536000", "ETag", "\"a\"");
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(24 * 3600);

        assertThat(ask(Asking.get(PRODUCTS)).header("X-Cache")).contains("MISS");
    }

    // The store fails.

    @Test
    void forwards_as_if_nothing_was_stored_when_the_store_gives_no_answer() {
        service.ok("first").ok("second");
        ask(Asking.get(PRODUCTS));
        store.forgetCalls();
        store.failNext(1, "get");

        Response answer = ask(Asking.get(PRODUCTS));

        assertThat(text(answer)).isEqualTo("second");
        assertThat(answer.header("X-Cache")).contains("MISS");
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=miss; detail=store-failed");
        assertThat(store.calls()).containsExactly("get");
    }

    @Test
    void answers_all_the_same_when_the_answer_can_not_be_stored() {
        service.ok("body");
        store.failNext(1, "put");

        Response answer = ask(Asking.get(PRODUCTS));

        assertThat(text(answer)).isEqualTo("body");
        assertThat(answer.header("Cache-Status")).contains("crow; fwd=uri-miss; detail=store-failed");
    }

    @Test
    void counts_a_write_again_when_the_store_gave_no_answer_once() {
        service.ok("old").status(200).ok("new");
        ask(Asking.get(PRODUCTS));
        store.failNext(1, "increment");
        ask(Asking.of(Method.PUT, PRODUCTS));

        assertThat(text(ask(Asking.get(PRODUCTS)))).isEqualTo("new");
    }

    @Test
    void answers_a_write_that_can_not_be_counted_and_notes_it() {
        service.status(201);
        store.failNext(2, "increment");

        assertThat(results(Asking.of(Method.POST, PRODUCTS))).contains(Result.Degradation.CACHE_INVALIDATION);
        assertThat(service.calls()).isEqualTo(1);
    }

    @Test
    void stores_nothing_when_the_answer_is_due() {
        Response answer = cache.handle(Asking.get(PRODUCTS).exchange(clock), _ -> {
            clock.moveSeconds(20);
            return Response.of(200);
        });

        assertThat(answer.header("Cache-Status")).contains("crow; fwd=uri-miss; detail=no-time");
        assertThat(store.calls()).containsExactly("get");
    }

    @Test
    void counts_a_write_even_when_the_answer_is_due() {
        cache.handle(Asking.of(Method.PUT, PRODUCTS).exchange(clock), _ -> {
            clock.moveSeconds(20);
            return Response.of(200);
        });

        assertThat(store.calls()).containsExactly("increment");
    }

    @Test
    void takes_a_damaged_item_for_none() {
        service.ok("first").ok("second");
        ask(Asking.get(PRODUCTS));
        for (var item : store.items()) {
            byte[] value = item.value();
            value[0] = 99;
            store.replace(item.key(), value);
        }

        assertThat(text(ask(Asking.get(PRODUCTS)))).isEqualTo("second");
    }
}
