package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §5.6.7. */
class HttpDateTest {
    private static final Instant NOW = HandMovedClock.START;
    private static final String DATE = "Mon, 02 Mar 2026 10:00:00 GMT";

    @ParameterizedTest
    @CsvSource({
        "'Sun, 06 Nov 1994 08:49:37 GMT',784111777",
        "'Sunday, 06-Nov-94 08:49:37 GMT',784111777",
        "Sun Nov  6 08:49:37 1994,784111777",
        "'sun, 06 nov 1994 08:49:37 gmt',784111777",
        "'SUN, 06 NOV 1994 08:49:37 GMT',784111777",
        "'sUNDAY, 06-nOV-94 08:49:37 gMT',784111777",
        "sun nov  6 08:49:37 1994,784111777",
        "'Thursday, 06-Nov-70 08:49:37 GMT',3182489377",
        "'Mon, 06 Nov 1994 08:49:37 GMT',",
        "'Sun, 06 Nov 1994 08:49:37 UTC',",
        "'Sun, 6 Nov 1994 08:49:37 GMT',",
        "'Sun, 06 Nov 1994 8:49:37 GMT',",
        "Sun 06-Nov-1994 08:49:37 GMT,",
        "0,",
        "-1,",
        "'',"
    })
    void reads_dates_in_the_three_formats_and_no_other(String text, Long epoch) {
        // RFC 9110 §5.6.7
        assertThat(HttpDate.parse(text, NOW).map(Instant::getEpochSecond).orElse(null))
                .isEqualTo(epoch);
    }

    @Test
    void writes_dates_as_they_are_read() {
        assertThat(HttpDate.format(NOW)).isEqualTo(DATE);
        assertThat(HttpDate.parse(DATE, NOW)).contains(NOW);
    }
}
