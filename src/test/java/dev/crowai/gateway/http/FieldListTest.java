package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §5.6: lists and quoted strings in field values. */
class FieldListTest {
    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
                    a                > a
                    a, b ,,c,        > a|b|c
                    "a,b", c         > "a,b"|c
                    "a\\",b", c      > "a\\",b"|c
                    "a\\\\",b        > "a\\\\"|b
                    a\\,b            > a\\|b
                    "a,b             > "a,b
                    x;q="1,2",y      > x;q="1,2"|y
                    """)
    void commas_separate_elements_unless_they_are_quoted(String value, String elements) {
        assertThat(FieldList.elements(value)).containsExactly(elements.split("\\|"));
    }

    @Test
    void a_list_without_elements_is_empty() {
        assertThat(FieldList.elements("")).isEmpty();
        assertThat(FieldList.elements(" , ,")).isEmpty();
    }

    @Test
    void all_lines_of_a_field_are_one_list() {
        Headers headers = Headers.of("Vary", "a, b", "X-One", "c", "vary", "d,");

        assertThat(FieldList.elements(headers, "Vary")).containsExactly("a", "b", "d");
        assertThat(FieldList.elements(headers, "Accept")).isEmpty();
    }

    @Test
    void parts_may_be_empty_and_there_is_at_least_one() {
        assertThat(FieldList.split("", ';')).containsExactly("");
        assertThat(FieldList.split("; a;", ';')).containsExactly("", "a", "");
        assertThat(FieldList.split("a,b", ';')).containsExactly("a,b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
                    "a b"      > a b
                    ""         > ``
                    "a\\"b"    > a"b
                    "\\\\"     > \\
                    "a\\"      > a\\
                    a          > a
                    "          > "
                    "a         > "a
                    a"         > a"
                    """)
    void a_quoted_string_stands_for_its_content(String text, String content) {
        assertThat(FieldList.unquote(text)).isEqualTo(content);
    }
}
