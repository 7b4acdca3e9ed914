package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.cache.StructuredDictionary.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dictionaries of structured fields (RFC 8941 §3.2, §4.2.2). */
class StructuredDictionaryTest {

    @Test
    void keeps_truths_and_integers_and_the_order_of_nothing_else() {
        assertThat(StructuredDictionary.parse(" a,b=?0 ,\tc=-7; p=1;q, *d.e-f_1=?1;x=\"y\" "))
                .contains(Map.of(
                        "a", new Value.Truth(true),
                        "b", new Value.Truth(false),
                        "c", new Value.Whole(-7),
                        "*d.e-f_1", new Value.Truth(true)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 90, 999_999_999_999_999L, -999_999_999_999_999L})
    void knows_integers_of_up_to_15_digits(long integer) {
        assertThat(StructuredDictionary.parse("az09_-.*=" + integer))
                .contains(Map.of("az09_-.*", new Value.Whole(integer)));
    }

    @Test
    void takes_the_last_of_a_key_that_repeats() {
        assertThat(StructuredDictionary.parse("a=1, a=2")).contains(Map.of("a", new Value.Whole(2)));
    }

    @Test
    void holds_nothing_when_there_is_nothing() {
        assertThat(StructuredDictionary.parse("  ")).contains(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1.25",
                "a=123456789012.123",
                "a=A",
                "a=Z",
                "a=a!#$%&'*+-.^_`|~:/z",
                "a=\" ~\"",
                "a=:+/azAZ09==:",
                "a=-0.5",
                "a=token/*:x",
                "a=*",
                "a=\"a \\\" b, c=2 \\\\\"",
                "a=\"\"",
                "a=:aGk=:",
                "a=()",
                "a=(1 \"x, y\" t;p=2 );q=3",
                "a=( 1  2)"
            })
    void knows_every_other_kind_of_value(String text) {
        assertThat(StructuredDictionary.parse(text)).contains(Map.of("a", new Value.Other()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "1",
                "a,",
                ",a",
                "a,,b",
                "a b",
                "a=",
                "a =1",
                "a= 1",
                "a=&",
                "a=?2",
                "a=?",
                "a=-",
                "a=1.",
                "a=.5",
                "a=1.2345",
                "a=@",
                "a=[",
                "{",
                "`",
                "a=\"\u007f\"",
                "a=\"\u001f\"",
                "a=t[",
                "a=1234567890123.5",
                "a=1234567890123456",
                "a=\"open",
                "a=\"\\x\"",
                "a=\"\u00e9\"",
                "a=:!:",
                "a=:open",
                "a=(1",
                "a=(1,2)",
                "a=(\"x\"\"y\")",
                "a;",
                "a;P",
                "a;p=",
                "a=@1",
                "a=%\"x\"",
                "\ta"
            })
    void refuses_whatever_else(String text) {
        assertThat(StructuredDictionary.parse(text)).isEmpty();
    }
}
