package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.TestGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SPEC "Response cache": request fields that {@code Connection} names reach neither the service nor the keys. */
final class CacheConnectionFieldsTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String PRODUCTS = "/api/v1/products";

    private final TestGateway gateway = new TestGateway().with("RATE_LIMIT_MODE", "off");

    @BeforeEach
    void the_service_answers_in_the_language_that_it_is_asked_for() {
        gateway.platform()
                .onForward(call -> Response.json(200, language(call.headers()))
                        .with("Cache-Control", "public, max-age=60")
                        .with("Vary", "Accept-Language"));
    }

    private static String language(Headers received) {
        return "\"" + received.joined("Accept-Language").orElse("en") + "\"";
    }

    @Test
    void a_language_that_the_service_never_saw_selects_no_stored_response() {
        gateway.get(PRODUCTS, "Cookie", ANN, "Accept-Language", "de", "Connection", "Accept-Language");
        Response german = gateway.get(PRODUCTS, "Cookie", ANN, "Accept-Language", "de");

        assertThat(german.body().utf8()).contains("\"de\"");
        assertThat(german.header("X-Cache")).contains("MISS");
    }

    @Test
    void the_response_without_it_is_the_one_of_those_who_send_none() {
        gateway.get(PRODUCTS, "Cookie", ANN, "Accept-Language", "de", "Connection", "close, accept-language");
        Response silent = gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(silent.body().utf8()).contains("\"en\"");
        assertThat(silent.header("X-Cache")).contains("HIT");
    }
}
