package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seconds in directives (RFC 9111 §1.2.2). */
class CacheControlTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "60, 60",
        "0000000000060, 60",
        "1000000000, 1000000000",
        "2147483647, 2147483647",
        "2147483648, 2147483648",
        "2147483649, 2147483648",
        "9999999999, 2147483648",
        "99999999999999999999, 2147483648",
        "'', -7",
        "-1, -7",
        "+1, -7",
        "1.0, -7",
        "' 1', -7",
        "/, -7",
        ":, -7",
        "\u0661, -7",
    })
    void are_digits_up_to_2_to_the_31st_and_nothing_else(String text, long seconds) {
        assertThat(CacheControl.seconds(text, -7)).isEqualTo(seconds);
    }
}
