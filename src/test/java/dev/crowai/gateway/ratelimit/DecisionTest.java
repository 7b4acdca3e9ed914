package dev.crowai.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.testing.Exchanges;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC "Rate limiting": which count applies to a request with several buckets, and what its fields say. */
final class DecisionTest {
    private static final Instant NOW = Exchanges.NOW;

    private static final Bucket BUCKET = new Buckets(Limits.standard())
            .ofAddress(Policy.STANDARD, new ClientAddress("203.0.113.7"))
            .getFirst();

    private static Decision allows(int remaining, long movesInSeconds) {
        Count.Entry entry = new Count.Entry(1, NOW.toEpochMilli());
        return new Decision(BUCKET, new Count(remaining, NOW.plusSeconds(movesInSeconds), Optional.of(entry)), false);
    }

    private static Decision refuses(long movesInSeconds) {
        return new Decision(BUCKET, new Count(0, NOW.plusSeconds(movesInSeconds), Optional.empty()), false);
    }

    private static void assertTightest(Decision expected, Decision other) {
        assertThat(Decision.tightest(List.of(expected, other))).isSameAs(expected);
        assertThat(Decision.tightest(List.of(other, expected))).isSameAs(expected);
    }

    @Test
    void a_refusal_applies_before_an_admission() {
        assertTightest(refuses(1), allows(0, 100));
        assertTightest(refuses(100), allows(7, 1));
    }

    @Test
    void the_refusal_whose_window_moves_last_applies() {
        assertTightest(refuses(20), refuses(10));
    }

    @Test
    void the_admission_with_the_fewest_requests_left_applies_whenever_its_window_moves() {
        assertTightest(allows(1, 10), allows(2, 20));
        assertTightest(allows(1, 20), allows(2, 10));
    }

    @Test
    void the_first_of_two_equals_applies() {
        Decision first = refuses(10);
        Decision second = refuses(10);

        assertThat(Decision.tightest(List.of(first, second))).isSameAs(first);
    }

    @ParameterizedTest
    @CsvSource({"PT-1S, 1", "PT0S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT36.999S, 37"})
    void the_time_left_is_rounded_up_to_a_second_and_is_at_least_one(Duration left, long seconds) {
        Decision decision = new Decision(BUCKET, new Count(0, NOW.plus(left), Optional.empty()), false);

        assertThat(decision.secondsLeft(NOW)).isEqualTo(seconds);
        assertThat(decision.headers(NOW).first("RateLimit")).contains("\"standard\";r=0;t=" + seconds);
    }
}
