package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.codec.TimeLimit;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeLimitTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static APIGatewayV2HTTPEvent cameIn(long millisAgo, APIGatewayV2HTTPEvent event) {
        event.getRequestContext().setTimeEpoch(NOW.minusMillis(millisAgo).toEpochMilli());
        return event;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 28250, 28250",
        "500, 28250, 28250",
        "3000, 28250, 26000",
        "28999, 28250, 1",
        "29000, 28250, 28250",
        "86400000, 28250, 28250",
        "-2000, 28250, 28250",
        "3000, 1000, 1000",
    })
    void is_what_api_gateway_still_waits_when_that_is_less(long age, long left, long expected) {
        assertThat(TimeLimit.of(Duration.ofMillis(left), cameIn(age, Events.get("/")), NOW))
                .isEqualTo(Duration.ofMillis(expected));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 29_000, 86_400_000, -2_000})
    void never_exceeds_29_seconds_by_the_api_however_long_the_function_may_run(long age) {
        Duration left = Duration.ofSeconds(299);

        assertThat(TimeLimit.of(left, cameIn(age, Events.get("/")), NOW)).isEqualTo(Duration.ofSeconds(29));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3_000, 28_999, 86_400_000})
    void is_what_the_invocation_has_left_by_the_function_url(long age) {
        Duration left = Duration.ofSeconds(299);

        assertThat(TimeLimit.of(left, cameIn(age, Events.onFunctionUrl("/")), NOW))
                .isEqualTo(left);
    }

    @Test
    void is_what_the_invocation_has_left_when_the_event_tells_no_time() {
        Duration left = Duration.ofSeconds(7);

        assertThat(TimeLimit.of(left, null, NOW)).isEqualTo(left);
        assertThat(TimeLimit.of(left, new APIGatewayV2HTTPEvent(), NOW)).isEqualTo(left);
    }
}
