package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Response cache": validators, the client's and the service's. */
class ConditionalReadsTest extends CacheFixture {
    // Validators.

    @Test
    void makes_a_strong_tag_for_an_answer_without_one_and_answers_304_by_it() {
        service.ok("body", "Content-Type", "text/plain", "Content-Language", "de", "X-Kind", "a");
        String tag = ask(Asking.get(PRODUCTS)).header("ETag").orElseThrow();

        Response answer = ask(Asking.get(PRODUCTS, "If-None-Match", tag));

        assertThat(tag).startsWith("\"").endsWith("\"");
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEqualTo(Body.EMPTY);
        assertThat(answer.header("ETag")).contains(tag);
        assertThat(answer.header("Cache-Control")).contains("private, no-cache");
        assertThat(answer.header("X-Cache")).contains("HIT");
        assertThat(answer.header("X-Kind")).contains("a");
        assertThat(answer.headers().names()).doesNotContain("content-type", "content-language");
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
    @ValueSource(strings = {"\"a\"", "W/\"a\"", "\"a\",\"y\"", "\"x\", \"a\"", "W/\"x\",W/\"a\" ,\"y\"", "*"})
    void answers_304_when_the_client_names_the_tag(String condition) {
        service.ok("body", "ETag", "W/\"a\"");
        ask(Asking.get(PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS, "If-None-Match", condition)).status())
                .isEqualTo(304);
    }

    @Test
    void a_comma_in_a_tag_ends_no_tag() {
        service.ok("body", "ETag", "\"a,b\"");
        ask(Asking.get(PRODUCTS));

        assertThat(ask(Asking.get(PRODUCTS, "If-None-Match", "\"x\", \"a,b\"")).status())
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
}
