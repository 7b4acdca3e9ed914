package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.store.KeyValueStore;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Response cache": hits and misses, and what each costs and says. */
class CacheResponsesTest extends CacheFixture {
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
}
