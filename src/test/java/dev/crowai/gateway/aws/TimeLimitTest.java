package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLimitTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static APIGatewayV2HTTPEvent from(Instant cameIn) {
        return APIGatewayV2HTTPEvent.builder()
                .withRequestContext(RequestContext.builder()
                        .withTimeEpoch(cameIn.toEpochMilli())
                        .build())
                .build();
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
        assertThat(TimeLimit.of(Duration.ofMillis(left), from(NOW.minusMillis(age)), NOW))
                .isEqualTo(Duration.ofMillis(expected));
    }

    @Test
    void is_what_the_invocation_has_left_when_the_event_tells_no_time() {
        Duration left = Duration.ofSeconds(7);

        assertThat(TimeLimit.of(left, null, NOW)).isEqualTo(left);
        assertThat(TimeLimit.of(left, new APIGatewayV2HTTPEvent(), NOW)).isEqualTo(left);
    }
}
