package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentTest {
    @Test
    void encodes_a_path_and_leaves_what_rfc_3986_allows_in_one() {
        assertThat(Percent.encodePath("/a b/\u00fc\u20ac\ud83d\ude00/100%/x?y#z"))
                .isEqualTo("/a%20b/%C3%BC%E2%82%AC%F0%9F%98%80/100%25/x%3Fy%23z");
        assertThat(Percent.encodePath("/-._~!$&'()*+,;=:@")).isEqualTo("/-._~!$&'()*+,;=:@");
        assertThat(Percent.encodePath("/%2F")).isEqualTo("/%252F");
    }

    @Test
    void leaves_letters_and_digits_and_encodes_what_stands_next_to_them_in_ascii() {
        assertThat(Percent.encodeSegment("09azAZ")).isEqualTo("09azAZ");
        assertThat(Percent.encodeSegment("/`{[")).isEqualTo("%2F%60%7B%5B");
    }

    @Test
    void encodes_a_segment_with_the_slashes_in_it() {
        assertThat(Percent.encodeSegment("2026/red shoe%.png")).isEqualTo("2026%2Fred%20shoe%25.png");
    }

    @ParameterizedTest
    @CsvSource({
        "/a%20b,/a b",
        "%e2%82%AC,\u20ac",
        "%252F,%2F",
        "100%,100%",
        "%4,%4",
        "%zz%41,%zzA",
        "%%41,%A",
        "%FF,\ufffd",
        "/a+b,/a+b",
        "\u00fc%41,\u00fcA",
    })
    void decodes_once_and_leaves_what_is_no_escape(String text, String decoded) {
        assertThat(Percent.decode(text)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @CsvSource({
        "/a%20b/%e2,/a%20b/%e2",
        "/a b|\u00fc,/a%20b%7C%C3%BC",
        "/[x],/%5Bx%5D",
        "/%00%99%AA%FF%aa%ff,/%00%99%AA%FF%aa%ff",
    })
    void repairs_a_path_and_keeps_its_escapes_to_the_letter(String path, String repaired) {
        assertThat(Percent.repairPath(path)).contains(repaired);
    }

    @Test
    void decodes_the_escapes_of_a_path_that_need_none() {
        assertThat(Percent.repairPath("/%2D%2e%5F%7E%30%39%41%5a%61%7a")).contains("/-._~09AZaz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/%", "/%4", "/%zz", "/%%41", "/a%2", "/%u0041", "/%0/", "/%0:", "/%0@", "/%0G", "/%0`", "/%0g"})
    void does_not_guess_what_a_malformed_escape_of_a_path_means(String path) {
        assertThat(Percent.repairPath(path)).isEmpty();
    }
}
