package dev.crowai.gateway.aws.codec;

import static dev.crowai.gateway.aws.Codecs.accepted;
import static dev.crowai.gateway.aws.Codecs.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.Events;
import dev.crowai.gateway.http.Headers;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "The event and the path": query and header fields of a request. */
class EventFieldsTest {
    @Test
    void keep_the_query_to_the_letter() {
        String query = "b=2&a=%2F+%20&&=&a=1|\"<é&x=%zz";
        APIGatewayV2HTTPEvent event = Events.event("/x", it -> it.setRawQueryString(query));

        assertThat(accepted(event).request().query()).isEqualTo(query);
    }

    @Test
    void have_no_query_where_the_event_has_none() {
        APIGatewayV2HTTPEvent event = Events.event("/x", it -> it.setRawQueryString(null));

        assertThat(accepted(event).request().query()).isEmpty();
    }

    @Test
    void are_found_in_any_letter_case() {
        Headers headers =
                accepted(Events.withHeader("X-ApI-kEy", "k")).request().headers();

        assertThat(headers.first("x-api-key")).contains("k");
    }

    @Test
    void join_cookies_into_one_header_in_place_of_any_other() {
        APIGatewayV2HTTPEvent event = Events.event("/x", it -> {
            it.getHeaders().put("COOKIE", "raw=1");
            it.setCookies(Arrays.asList("a=1", null, "b=2; c=3", " "));
        });

        assertThat(accepted(event).request().headers().all("cookie")).containsExactly("a=1; b=2; c=3");
    }

    @Test
    void keep_a_raw_cookie_header_where_the_event_has_no_cookies() {
        APIGatewayV2HTTPEvent event = Events.event("/x", it -> {
            it.getHeaders().put("cookie", "raw=1");
            it.setCookies(List.of());
        });

        assertThat(accepted(event).request().headers().all("Cookie")).containsExactly("raw=1");
    }

    @Test
    void leave_out_an_entry_without_a_value() {
        APIGatewayV2HTTPEvent event = Events.event("/x", it -> it.getHeaders().put("x-nothing", null));

        assertThat(accepted(event).request().headers().has("x-nothing")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\nx-internal-key: k", "a\u0000", "a\u001f", "a\u007f", "\u000b"})
    void with_a_control_character_are_refused(String value) {
        assertThat(refused(Events.withHeader("x-one", value)).status()).isEqualTo(400);
        assertThat(refused(Events.event("/x", it -> it.setCookies(List.of("a=" + value))))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "é", "a\nb", "x-internal-key\u0000", "\"a\""})
    void with_an_impossible_name_are_refused(String name) {
        assertThat(refused(Events.withHeader(name, "value")).status()).isEqualTo(400);
    }

    @Test
    void may_hold_a_tab() {
        assertThat(accepted(Events.withHeader("x-one", "a\tb")).request().header("x-one"))
                .contains("a\tb");
    }

    @Test
    void become_octets_again_where_they_were_read_as_utf_8() {
        assertThat(accepted(Events.withHeader("x-one", "東")).request().header("x-one"))
                .contains("\u00e6\u009d\u00b1");
    }

    @Test
    void stay_as_they_are_where_every_character_is_an_octet() {
        assertThat(accepted(Events.withHeader("x-one", "caf\u00e9 \u00ff"))
                        .request()
                        .header("x-one"))
                .contains("caf\u00e9 \u00ff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Origin-Verify", "x-origin-verify", "X_Origin_Verify", "x-origin_verify"})
    void lose_the_secret_of_the_proxy_however_its_name_is_spelled(String name) {
        // SPEC "Configuration": never passed on.
        assertThat(accepted(Events.withHeader(name, "secret"))
                        .request()
                        .headers()
                        .names())
                .containsExactly("origin");
    }
}
