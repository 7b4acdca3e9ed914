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

    @Test
    void a_slot_is_a_tenth_of_the_window() {
        assertThat(new Quota(200, 120).slotMillis()).isEqualTo(12_000);
    }

    @Test
    void the_shortest_window_still_has_slots_as_long_as_requests_may_overtake_each_other() {
        assertThat(new Quota(1, 1).slotMillis()).isGreaterThanOrEqualTo(SlidingWindow.CLOCK_TOLERANCE_MILLIS);
    }
}
