package dev.crowai.gateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Identity", tier 4; RFC 7517, RFC 7518 §3.3: which keys of a set verify tokens. */
class KeySetTest {
    private static final String SET = Platform.jwks("key-1", Platform.publicKey());

    private static KeySet parse(String json) {
        return KeySet.parse(json).orElseThrow();
    }

    @Test
    void an_rsa_key_with_an_id_is_one() {
        assertThat(parse(SET).key("key-1")).contains(Platform.publicKey());
        assertThat(parse(SET).key("key-2")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"alg\":\"RS256\"', '\"alg\":\"RS256\",\"use\":\"sig\"'",
        "'\"alg\":\"RS256\",', ''",
    })
    void a_use_and_an_algorithm_may_be_absent(String said, String other) {
        assertThat(SET).contains(said);

        assertThat(parse(SET.replace(said, other)).key("key-1")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"kty\":\"RSA\"', '\"kty\":\"EC\"'",
        "'\"alg\":\"RS256\"', '\"alg\":\"RS512\"'",
        "'\"alg\":\"RS256\"', '\"alg\":\"RS256\",\"use\":\"enc\"'",
        "'\"e\":\"AQAB\"', '\"e\":\"%\"'",
        "'\"e\":\"AQAB\"', '\"e\":\"\"'",
        "'\"n\":\"', '\"n\":\"%'",
    })
    void a_key_of_another_type_algorithm_or_use_is_left_out(String said, String other) {
        assertThat(SET).contains(said);

        assertThat(parse(SET.replace(said, other)).key("key-1")).isEmpty();
    }

    @Test
    void a_key_without_an_id_is_left_out() {
        assertThat(parse(SET.replace("key-1", "")).key("")).isEmpty();
    }

    @Test
    void a_key_of_less_than_2048_bits_is_left_out() {
        String weak =
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"weak\",\"e\":\"AQAB\",\"n\":\"" + "_".repeat(340) + "\"}]}";
        String least = weak.replace("weak", "least").replace("n\":\"", "n\":\"AA__");

        assertThat(parse(weak).key("weak")).isEmpty();
        assertThat(parse(least).key("least").map(key -> key.getModulus().bitLength()))
                .contains(2052);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"keys\":{}}", "{\"keys\":\"x\"}"})
    void a_text_without_a_list_of_keys_is_none(String json) {
        assertThat(KeySet.parse(json)).isEmpty();
    }
}
