package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Response cache": a stale response in place of a failure (RFC 5861). */
class StaleResponsesTest extends CacheFixture {
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
        "'max-age=10, stale-if-error=0',10,503",
        "'max-age=10, stale-if-error=0',11,503",
        "'max-age=10, must-revalidate',11,503",
        "'max-age=10, proxy-revalidate',11,503",
        "s-maxage=10,11,503",
        "'max-age=10, no-cache',11,503",
        "'s-maxage=10, stale-if-error=60',70,200",
        "'max-age=10, no-cache, stale-if-error=60',11,200"
    })
    void covers_only_as_long_as_the_service_lets_it(String control, long seconds, int status) {
        // The tag keeps the stored response for validation beyond its lifetime.
        service.ok("old", "Cache-Control", control, "ETag", "\"1\"").status(503);
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(seconds);

        assertThat(ask(Asking.get(PRODUCTS)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 429, 501})
    void covers_for_no_other_status(int status) {
        service.ok("old").status(status);
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(400);

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

    @Test
    void a_response_at_the_end_of_its_lifetime_is_stale() {
        // RFC 9111 §4.2: fresh while its lifetime exceeds its age.
        service.ok("body", "Cache-Control", "max-age=60");
        ask(Asking.get(PRODUCTS));
        clock.moveSeconds(60);

        Response answer = ask(Asking.get(PRODUCTS, "Cache-Control", "max-stale"));

        assertThat(answer.header("X-Cache")).contains("STALE");
        assertThat(answer.header("Cache-Status")).contains("crow; hit; ttl=0");
        assertThat(results(Asking.get(PRODUCTS, "Cache-Control", "max-stale"))).containsExactly(Result.Cache.STALE);
    }
}
