package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    private static final Headers HEADERS = Headers.of("Accept", "a", "X-One", "1", "accept", "b", "ACCEPT", "");

    @Test
    void keep_the_order_and_the_letters_in_which_they_came() {
        assertThat(HEADERS.fields())
                .extracting(Headers.Field::name, Headers.Field::value)
                .containsExactly(tuple("Accept", "a"), tuple("X-One", "1"), tuple("accept", "b"), tuple("ACCEPT", ""));
    }

    @Test
    void are_found_in_any_letter_case() {
        assertThat(HEADERS.first("aCCept")).contains("a");
        assertThat(HEADERS.all("accepT")).containsExactly("a", "b", "");
        assertThat(HEADERS.joined("Accept")).contains("a, b, ");
        assertThat(HEADERS.has("x-one")).isTrue();
        assertThat(HEADERS.names()).containsExactly("accept", "x-one");
    }

    @Test
    void are_absent_where_there_are_none() {
        assertThat(HEADERS.first("Accep")).isEmpty();
        assertThat(HEADERS.all("")).isEmpty();
        assertThat(HEADERS.joined("X-Two")).isEmpty();
        assertThat(HEADERS.has("X-One ")).isFalse();
    }

    @Test
    @DefaultLocale("tr-TR")
    void match_in_a_language_with_two_letters_i() {
        Headers headers = Headers.of("X-INTERNAL-KEY", "1", "if-none-match", "2");

        assertThat(headers.first("x-internal-key")).contains("1");
        assertThat(headers.first("IF-NONE-MATCH")).contains("2");
        assertThat(headers.names()).containsExactly("if-none-match", "x-internal-key");
        assertThat(headers.without("x-internal-key").without("IF-NONE-MATCH")).isEqualTo(Headers.EMPTY);
        assertThat(Headers.isToken("\u0131f-none-match")).isFalse();
    }

    @Test
    void lose_every_field_of_a_name_to_the_one_that_replaces_them() {
        assertThat(HEADERS.with("ACCEPT", "c")).isEqualTo(Headers.of("X-One", "1", "ACCEPT", "c"));
        assertThat(HEADERS.without("accept")).isEqualTo(Headers.of("X-One", "1"));
        assertThat(HEADERS.without("x-two")).isEqualTo(HEADERS);
    }

    @Test
    void grow_at_the_end() {
        assertThat(Headers.EMPTY.plus("A", "1").plus("a", "2")).isEqualTo(Headers.of("A", "1", "a", "2"));
        assertThat(Headers.of("A", "1").plus(Headers.of("B", "2"))).isEqualTo(Headers.of("A", "1", "B", "2"));
        assertThat(Headers.EMPTY.plus(Headers.of("B", "2"))).isEqualTo(Headers.of("B", "2"));
        assertThat(Headers.of("A", "1").plus(Headers.EMPTY)).isEqualTo(Headers.of("A", "1"));
    }

    @Test
    void are_not_changed_by_what_made_them() {
        List<Headers.Field> fields = new ArrayList<>(List.of(new Headers.Field("A", "1")));
        Headers headers = Headers.of(fields);
        fields.clear();

        assertThat(headers).isEqualTo(Headers.of("A", "1"));
    }

    @Test
    void show_their_names_alone() {
        assertThat(Headers.of("Authorization", "s3cr3t", "Cookie", "s3cr3t")).hasToString("[Authorization, Cookie]");
    }

    @Test
    void are_equal_when_their_fields_are() {
        assertThat(Headers.of("A", "1"))
                .isEqualTo(Headers.of("A", "1"))
                .hasSameHashCodeAs(Headers.of("A", "1"))
                .isNotEqualTo(Headers.of("A", "2"))
                .doesNotHaveSameHashCodeAs(Headers.of("A", "2"));
    }

    @Test
    void come_in_pairs() {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("A", "1", "B"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a\n", "a\0", "(a)", "a,b", "a/b", "\u00fc", "\u0130", "a\u007f"})
    void have_names_that_are_tokens(String name) {
        assertThat(Headers.isToken(name)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of(name, "1"));
    }

    @Test
    void may_have_any_character_of_a_token_in_their_names() {
        String token = "!#$%&'*+-.^_`|~0123456789abcxyzABCXYZ";

        assertThat(Headers.isToken(token)).isTrue();
        assertThat(Headers.of(token, "1").first(token)).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Internal-Key: 1", "a\r", "\ra", "\na", "a\0b", "\0a"})
    void have_values_of_one_line_and_no_refusal_quotes_them(String value) {
        assertThat(Headers.isValue(value)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Headers.of("X-Value", value))
                .withMessage("field value with CR, LF or NUL: X-Value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb", "\u00fc", "\u007f", "\u20ac"})
    void may_have_any_other_value(String value) {
        assertThat(Headers.of("X-Value", value).first("x-value")).contains(value);
    }
}
