package dev.crowai.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of {@link SlidingWindow} at their bounds, without a store. */
final class SlidingWindowTest {
    private static final Quota TEN_SECONDS = new Quota(3, 10);
    private static final Quota TEN_MINUTES = new Quota(3, 600);
    private static final long START = 1_800_000_000_000L;

    private static SlidingWindow requestsAt(Quota quota, long... times) {
        SlidingWindow window = SlidingWindow.EMPTY;
        for (long time : times) {
            window = window.plusOne(quota, START + time);
        }
        return window;
    }

    @ParameterizedTest
    @CsvSource({"9999, false", "10000, true", "10001, true"})
    void a_count_is_over_when_its_last_request_is_a_whole_window_ago(long later, boolean over) {
        assertThat(requestsAt(TEN_SECONDS, 0).isOver(TEN_SECONDS, START + later))
                .isEqualTo(over);
    }

    @ParameterizedTest
    @CsvSource({"300000, false", "300001, true"})
    void a_count_is_over_when_its_last_request_is_more_than_five_minutes_ahead(long earlier, boolean over) {
        assertThat(requestsAt(TEN_SECONDS, 0).isOver(TEN_SECONDS, START - earlier))
                .isEqualTo(over);
    }

    @ParameterizedTest
    @CsvSource({"600000, false", "600001, true"})
    void a_longer_window_may_be_as_far_ahead_as_it_is_long(long earlier, boolean over) {
        assertThat(requestsAt(TEN_MINUTES, 0).isOver(TEN_MINUTES, START - earlier))
                .isEqualTo(over);
    }

    @Test
    void a_count_without_requests_is_over() {
        assertThat(SlidingWindow.EMPTY.isOver(TEN_SECONDS, 0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "100, -100", "101, 0"})
    void a_request_counts_at_its_own_time_unless_it_is_over_100_ms_late(long late, long countedAt) {
        assertThat(requestsAt(TEN_SECONDS, 0).timeFor(START - late)).isEqualTo(START + countedAt);
    }

    @Test
    void a_slot_is_marked_with_its_last_request_and_the_total_that_it_allows_later() {
        SlidingWindow window = requestsAt(TEN_SECONDS, 0, 400, 1000);

        assertThat(window.totals()).isEqualTo(new SlidingWindow.Totals(3, 3, 0, START + 1000));
        assertThat(window.marks())
                .hasSize(SlidingWindow.MARKS)
                .filteredOn(mark -> !mark.equals(SlidingWindow.Mark.NONE))
                .containsExactlyInAnyOrder(
                        new SlidingWindow.Mark(2 + 3, START + 400, 2), new SlidingWindow.Mark(3 + 3, START + 1000, 3));
    }

    @Test
    void a_request_is_included_in_the_mark_of_its_slot_and_in_all_later_ones() {
        SlidingWindow window = requestsAt(TEN_SECONDS, 0, 1000, 2000);

        assertThat(window.including(new Count.Entry(2, START + 1000)))
                .containsExactlyInAnyOrder(
                        SlidingWindow.position(TEN_SECONDS, START + 1000),
                        SlidingWindow.position(TEN_SECONDS, START + 2000));
    }

    @Test
    void a_window_that_was_stored_is_the_same_window() {
        SlidingWindow window = requestsAt(TEN_SECONDS, 0, 1000);
        List<SlidingWindow.Mark> marks = new ArrayList<>(window.marks());

        SlidingWindow stored = SlidingWindow.of(window.totals(), marks);
        marks.clear();

        assertThat(stored.marks()).isEqualTo(window.marks());
        assertThat(stored.totals()).isEqualTo(window.totals());
    }
}
