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
    })
    void repairs_a_path_and_keeps_its_escapes_to_the_letter(String path, String repaired) {
        assertThat(Percent.repairPath(path)).contains(repaired);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%4", "/%zz", "/%%41", "/a%2", "/%u0041"})
    void does_not_guess_what_a_malformed_escape_of_a_path_means(String path) {
        assertThat(Percent.repairPath(path)).isEmpty();
    }
}
