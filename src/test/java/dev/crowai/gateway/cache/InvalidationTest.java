package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC "Response cache": a write makes stored responses unusable, and a store that fails leaves the service in charge. */
class InvalidationTest extends CacheFixture {
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
