package dev.crowai.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.testing.Exchanges;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Access rules": the body that a rule reads. */
class RuleBodyTest {
    private static RuleBody body(String text, String... headers) {
        return RuleBody.of(Exchanges.request(Method.POST, "/api/v1/users/onboard", Headers.of(headers), Body.of(text)));
    }

    @Test
    void no_body_is_an_object_without_members() {
        assertThat(body("")).isEqualTo(RuleBody.EMPTY);
        assertThat(body("{}")).isEqualTo(RuleBody.EMPTY);
    }

    @Test
    void a_member_is_read_by_its_exact_name() {
        assertThat(body("{\"authId\":\"ann\",\"n\":null,\"i\":1}"))
                .isInstanceOfSatisfying(RuleBody.Fields.class, fields -> {
                    assertThat(fields.has("authId")).isTrue();
                    assertThat(fields.text("authId")).isEqualTo(Optional.of("ann"));
                    assertThat(fields.has("authid")).isFalse();
                    assertThat(fields.has("n")).isTrue();
                    assertThat(fields.text("n")).isEmpty();
                    assertThat(fields.text("i")).isEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"x\"", "{", "{}x", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}"})
    void anything_but_an_object_is_malformed(String text) {
        assertThat(body(text)).isInstanceOf(RuleBody.Unparsable.class);
    }

    @Test
    void sixty_four_kilobytes_are_read_and_one_byte_more_is_not() {
        String largest = "{\"a\":\"" + "x".repeat(RuleBody.MOST_BYTES - 8) + "\"}";

        assertThat(largest).hasSize(RuleBody.MOST_BYTES);
        assertThat(body(largest)).isInstanceOf(RuleBody.Fields.class);
        assertThat(body(largest + " ")).isInstanceOf(RuleBody.Unparsable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "application/json;"
            })
    void json_in_utf_8_is_read(String type) {
        assertThat(body("{}", "Content-Type", type)).isInstanceOf(RuleBody.Fields.class);
    }

    /** Time that grows with the square of the length would be minutes here. */
    @Test
    @Timeout(20)
    void a_long_media_type_is_read_in_time_that_grows_with_its_length() {
        String spaces = " ".repeat(500_000);

        assertThat(body("{}", "Content-Type", "application/json" + spaces + "x"))
                .isInstanceOf(RuleBody.Unparsable.class);
        assertThat(body("{}", "Content-Type", "application/json; charset=utf-8" + spaces + "x"))
                .isInstanceOf(RuleBody.Unparsable.class);
        assertThat(body("{}", "Content-Type", "application/json" + spaces + ";" + spaces))
                .isInstanceOf(RuleBody.Fields.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/jsonx",
                "application/json; charset=utf-16",
                "application/x-www-form-urlencoded",
                "application/json, text/plain",
                ""
            })
    void another_type_is_malformed(String type) {
        assertThat(body("{}", "Content-Type", type)).isInstanceOf(RuleBody.Unparsable.class);
    }

    @Test
    void a_compressed_body_is_malformed() {
        assertThat(body("{}", "Content-Encoding", "gzip")).isInstanceOf(RuleBody.Unparsable.class);
        assertThat(body("{}", "Content-Encoding", "Identity")).isInstanceOf(RuleBody.Fields.class);
    }
}
