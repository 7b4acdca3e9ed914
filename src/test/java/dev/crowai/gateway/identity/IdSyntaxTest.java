package dev.crowai.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdSyntaxTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b_c-9", ".", "4a1c555d-0000-4000-8000-d5d032a3c889"})
    void letters_digits_dots_underscores_and_hyphens_make_an_id(String text) {
        assertThat(IdSyntax.isId(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "a b", "a\n", "a/b", "a,b", "a;b", "a%62", "ä", "a+b", "a:b"})
    void anything_else_makes_none(String text) {
        assertThat(IdSyntax.isId(text)).isFalse();
    }

    @Test
    void an_id_has_at_most_128_characters() {
        assertThat(IdSyntax.isId("x".repeat(128))).isTrue();
        assertThat(IdSyntax.isId("x".repeat(129))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4a1c555d-0000-4000-8000-d5d032a3c889", "4A1C555D-0000-4000-8000-D5D032A3C889"})
    void a_uuid_is_spelled_in_five_groups(String text) {
        assertThat(IdSyntax.isUuid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ba-acme",
                "4a1c555d00004000800dd5d032a3c889",
                "4a1c555d-0000-4000-8000-d5d032a3c88",
                "4a1c555d-0000-4000-8000-d5d032a3c8890",
                "ga1c555d-0000-4000-8000-d5d032a3c889",
            })
    void any_other_id_is_no_uuid(String text) {
        assertThat(IdSyntax.isUuid(text)).isFalse();
    }
}
