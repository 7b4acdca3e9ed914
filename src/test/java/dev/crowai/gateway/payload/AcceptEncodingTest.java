package dev.crowai.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZip",
                "x-gzip",
                "deflate, gzip, br",
                "gzip;q=0.001",
                "br;q=1.0, gzip ; Q=0.5",
                "*",
                "identity;q=0.5, *;q=0.1",
                "*;q=0, gzip",
                "gzip;q=1."
            })
    void takes_gzip_where_it_has_a_weight(String value) {
        assertThat(AcceptEncoding.gzip(Headers.of("Accept-Encoding", value))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "br",
                "gzip;q=0",
                "gzip;q=0.000, *",
                "*;q=0",
                "gzip;q=abc",
                "gzip;q=",
                "xgzip",
                "gzip2"
            })
    void takes_nothing_else_for_a_yes(String value) {
        assertThat(AcceptEncoding.gzip(Headers.of("Accept-Encoding", value))).isFalse();
    }

    @Test
    void takes_silence_for_a_no() {
        assertThat(AcceptEncoding.gzip(Headers.EMPTY)).isFalse();
    }

    @Test
    void reads_all_fields_of_that_name() {
        assertThat(AcceptEncoding.gzip(Headers.of("Accept-Encoding", "br", "accept-encoding", "gzip")))
                .isTrue();
    }
}
