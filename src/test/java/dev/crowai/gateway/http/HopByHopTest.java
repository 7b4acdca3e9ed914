package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;

/** RFC 9110 §7.6.1. */
class HopByHopTest {
    private static Headers stripped(String... namesAndValues) {
        return HopByHop.strip(Headers.of(namesAndValues));
    }

    @ParameterizedTest
    @DefaultLocale("tr-TR")
    @Words("""
            Connection Keep-Alive TE Trailer Transfer-Encoding Upgrade HTTP2-Settings Expect Content-Length
            Proxy-Authorization Proxy-Connection transfer_encoding CONTENT_LENGTH PROXY_ANYTHING
            """)
    void a_field_of_the_connection_is_removed_in_every_spelling(String name) {
        assertThat(stripped("Accept", "a/b", name, "x")).isEqualTo(Headers.of("Accept", "a/b"));
    }

    @Test
    void a_field_that_connection_names_is_removed() {
        assertThat(stripped(
                        "Connection", "x-one , close", "X-One", "1", "X-Two", "2", "X_Two", "3", "connection", "X-TWO"))
                .isEqualTo(Headers.of("X_Two", "3"));
    }

    @ParameterizedTest
    @Words("Cache-Control CDN-Cache-Control Expires Date Vary Set-Cookie")
    void a_field_for_all_recipients_stays_although_connection_names_it(String name) {
        assertThat(stripped("Connection", name, name, "x")).isEqualTo(Headers.of(name, "x"));
    }

    @ParameterizedTest
    @Words("Proxy Upgrade-Insecure-Requests TEs Content-Length-Hint X-Expect")
    void a_name_that_resembles_one_of_the_connection_stays(String name) {
        assertThat(stripped(name, "x")).isEqualTo(Headers.of(name, "x"));
    }
}
