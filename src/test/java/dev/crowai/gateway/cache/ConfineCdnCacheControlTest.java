package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.HandMovedClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfineCdnCacheControlTest {
    private static final String FIELD = "CDN-Cache-Control";

    private static Response leaving(Response response) {
        return new ConfineCdnCacheControl()
                .handle(Asking.get("/api/v1/products").exchange(new HandMovedClock()), _ -> response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"public, max-age=60", "s-maxage=60", "max-age=60, public;x=1"})
    void passes_on_what_is_shared(String value) {
        assertThat(leaving(Response.of(200).with(FIELD, value)).headers().all(FIELD))
                .containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=60",
                "private, public",
                "no-store, public",
                "public=?0, max-age=60",
                "",
                "public, &&&",
                "PUBLIC, max-age=60"
            })
    void says_no_store_for_what_is_not(String value) {
        Response response = Response.of(200).with(FIELD, value).with("Cache-Control", "public, max-age=60");

        assertThat(leaving(response).headers().all(FIELD)).containsExactly("no-store");
        assertThat(leaving(response).header("Cache-Control")).contains("public, max-age=60");
    }

    @Test
    void says_no_store_for_what_differs_by_the_identity() {
        Response response = Response.of(200).with(FIELD, "public, max-age=60").with("Vary", "X-Organization-Id");

        assertThat(leaving(response).headers().all(FIELD)).containsExactly("no-store");
    }

    @Test
    void adds_nothing_where_the_service_sends_none() {
        assertThat(leaving(Response.of(200)).headers().has(FIELD)).isFalse();
    }
}
