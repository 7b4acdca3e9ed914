package dev.crowai.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuotaTest {
    @ParameterizedTest
    @CsvSource({"0, 60", "-1, 60", "1000001, 60", "100, 0", "100, -1", "100, 86401"})
    void refuses_what_is_no_quota(int limit, int windowSeconds) {
        assertThatThrownBy(() -> new Quota(limit, windowSeconds)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1000000, 86400"})
    void takes_the_smallest_and_the_largest(int limit, int windowSeconds) {
        Quota quota = new Quota(limit, windowSeconds);

        assertThat(quota.limit()).isEqualTo(limit);
        assertThat(quota.windowSeconds()).isEqualTo(windowSeconds);
    }

    @Test
    void a_multiple_allows_more_requests_in_the_same_window_up_to_the_largest_limit() {
        assertThat(new Quota(200, 120).times(4)).isEqualTo(new Quota(800, 120));
        assertThat(new Quota(300_000, 120).times(4)).isEqualTo(new Quota(1_000_000, 120));
        assertThat(new Quota(1_000_000, 120).times(Integer.MAX_VALUE)).isEqualTo(new Quota(1_000_000, 120));
    }

    @Test
    void a_slot_is_a_tenth_of_the_window() {
        assertThat(new Quota(200, 120).slotMillis()).isEqualTo(12_000);
    }

    @Test
    void the_shortest_window_still_has_slots_as_long_as_requests_may_overtake_each_other() {
        assertThat(new Quota(1, 1).slotMillis()).isGreaterThanOrEqualTo(SlidingWindow.CLOCK_TOLERANCE_MILLIS);
    }
}
