package dev.crowai.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link Counters} does. */
public abstract class CountersContract {
    /** Far ahead, so that a real table's TTL takes nothing while a test runs. */
    private static final Instant START = Instant.parse("2099-03-01T10:00:00Z");

    private static final Quota THREE_IN_TEN_SECONDS = new Quota(3, 10);

    /** Of this test alone: all tests of a class share a table. */
    private final StoreKey key = new StoreKey("limit:contract:" + UUID.randomUUID(), "3/10");

    /** The counters, the same at every call of one test. */
    protected abstract Counters counters();

    private Count count(long millis) throws StoreException {
        return counters().count(key, THREE_IN_TEN_SECONDS, START.plusMillis(millis));
    }

    /** What a client is told of a count. */
    private record Told(boolean allowed, int remaining, Instant movesAt) {}

    private static Told told(Count count) {
        return new Told(count.allowed(), count.remaining(), count.movesAt());
    }

    private static List<Told> tell(Count... counts) {
        return Stream.of(counts).map(CountersContract::told).toList();
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    @Test
    void says_what_is_left_and_when_the_window_moves() throws StoreException {
        assertThat(tell(count(0), count(1500), count(2500), count(3000)))
                .containsExactly(
                        new Told(true, 2, at(10_000)),
                        new Told(true, 1, at(10_000)),
                        new Told(true, 0, at(10_000)),
                        new Told(false, 0, at(10_000)));
    }

    @Test
    void gives_back_a_request_when_the_window_moves_past_it() throws StoreException {
        count(0);
        count(1500);
        count(2500);

        assertThat(tell(count(9_999), count(10_000), count(10_001)))
                .containsExactly(
                        new Told(false, 0, at(10_000)), new Told(true, 0, at(11_500)), new Told(false, 0, at(11_500)));
    }

    @Test
    void requests_of_one_slot_count_together_at_the_time_of_the_last() throws StoreException {
        count(0);
        count(400);
        count(900);

        assertThat(tell(count(10_899), count(10_900), count(10_901)))
                .extracting(Told::allowed, Told::remaining)
                .containsExactly(tuple(false, 0), tuple(true, 2), tuple(true, 1));
    }

    @Test
    void what_is_refused_is_not_counted() throws StoreException {
        count(0);
        count(0);
        count(0);
        for (int i = 1; i < 20; i++) {
            count(i * 400L);
        }

        assertThat(told(count(10_000))).isEqualTo(new Told(true, 2, at(20_000)));
    }

    @Test
    void begins_anew_after_a_window_of_silence() throws StoreException {
        count(0);
        count(0);

        assertThat(told(count(600_000))).isEqualTo(new Told(true, 2, at(610_000)));
    }

    @Test
    void keys_share_nothing() throws StoreException {
        count(0);
        Count other = counters().count(new StoreKey(key.partition(), "other"), THREE_IN_TEN_SECONDS, at(0));

        assertThat(other.remaining()).isEqualTo(2);
    }

    @Test
    void a_clock_that_is_behind_writes_no_older_slot() throws StoreException {
        count(60_000);

        assertThat(told(count(55_000))).isEqualTo(new Told(true, 1, at(70_000)));
    }

    @Test
    void a_clock_that_is_behind_is_refused_what_the_others_are_refused() throws StoreException {
        count(60_000);
        count(60_000);
        count(60_000);

        assertThat(count(52_000).allowed()).isFalse();
    }

    @Test
    void a_request_that_was_overtaken_on_the_way_counts_at_its_own_time() throws StoreException {
        count(60_000);
        count(59_950);

        assertThat(told(count(69_940))).isEqualTo(new Told(true, 0, at(69_950)));
    }

    @Test
    void clocks_ninety_seconds_apart_share_one_count() throws StoreException {
        List<Boolean> allowed = new ArrayList<>();
        for (int second = 0; second < 10; second++) {
            allowed.add(count(90_000 + second * 1000L).allowed());
            allowed.add(count(second * 1000L).allowed());
        }

        assertThat(allowed)
                .containsSubsequence(true, true, true)
                .filteredOn(it -> it)
                .hasSize(3);
    }

    @Test
    void a_clock_that_was_ahead_keeps_a_bucket_full_for_the_difference_at_most() throws StoreException {
        count(90_000);
        count(90_000);
        count(90_000);

        assertThat(count(89_000).allowed()).isFalse();
        assertThat(count(100_000).allowed()).isTrue();
    }

    @Test
    void a_count_from_a_broken_clock_locks_nobody_out() throws StoreException {
        count(86_400_000);
        count(86_400_000);
        count(86_400_000);

        assertThat(told(count(0))).isEqualTo(new Told(true, 2, at(10_000)));
    }

    @Test
    void allows_exactly_what_its_definition_allows() throws StoreException {
        Random random = new Random(20260301);
        DefinedWindow defined = new DefinedWindow(THREE_IN_TEN_SECONDS);
        long millis = START.toEpochMilli();
        for (int i = 0; i < 300; i++) {
            millis += random.nextInt(10) == 0 ? random.nextInt(25_000) : random.nextInt(3_500);
            boolean allowed = counters()
                    .count(key, THREE_IN_TEN_SECONDS, Instant.ofEpochMilli(millis))
                    .allowed();

            assertThat(allowed).as("request %d", i).isEqualTo(defined.allows(millis));
        }
    }

    @Test
    void allows_exactly_the_limit_to_many_at_once() throws Exception {
        Quota quota = new Quota(50, 120);
        Counters counters = counters();
        List<Future<Count>> counts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 120; i++) {
                Instant now = at(i);
                counts.add(threads.submit(() -> counters.count(key, quota, now)));
            }
        }
        int allowed = 0;
        for (Future<Count> count : counts) {
            allowed += count.get().allowed() ? 1 : 0;
        }

        assertThat(allowed).isEqualTo(50);
    }

    @Test
    void allows_exactly_the_limit_when_many_find_an_old_count_at_once() throws Exception {
        Quota quota = new Quota(20, 10);
        Counters counters = counters();
        counters.count(key, quota, at(0));
        List<Future<Count>> counts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 60; i++) {
                counts.add(threads.submit(() -> counters.count(key, quota, at(3_600_000))));
            }
        }
        int allowed = 0;
        for (Future<Count> count : counts) {
            allowed += count.get().allowed() ? 1 : 0;
        }

        assertThat(allowed).isEqualTo(20);
    }

    private void takeBack(Count count) throws StoreException {
        counters().takeBack(key, THREE_IN_TEN_SECONDS, count.entry().orElseThrow());
    }

    @Test
    void what_is_taken_back_makes_room_for_one_more() throws StoreException {
        Count first = count(0);
        count(100);
        count(200);
        takeBack(first);

        assertThat(List.of(count(300).allowed(), count(400).allowed())).containsExactly(true, false);
    }

    @Test
    void what_is_taken_back_makes_no_room_in_a_later_window() throws StoreException {
        takeBack(count(0));
        count(1_500);
        count(2_500);
        count(3_500);

        assertThat(tell(count(10_500), count(11_500), count(11_501)))
                .extracting(Told::allowed)
                .containsExactly(false, true, false);
    }

    @Test
    void what_was_made_before_makes_room_no_later_for_what_is_taken_back() throws StoreException {
        count(0);
        Count second = count(1_500);
        count(2_500);
        takeBack(second);
        count(3_500);

        assertThat(tell(count(10_000), count(10_001)))
                .extracting(Told::allowed, Told::remaining)
                .containsExactly(tuple(true, 0), tuple(false, 0));
    }

    @Test
    void nothing_is_taken_back_twice_in_a_row() throws StoreException {
        count(0);
        Count second = count(0);
        takeBack(second);
        takeBack(second);

        assertThat(count(0).remaining()).isEqualTo(1);
    }

    @Test
    void what_counts_no_more_is_not_taken_back() throws StoreException {
        Count old = count(0);
        count(60_000);
        takeBack(old);

        assertThat(count(60_000).remaining()).isEqualTo(1);
    }

    @Test
    void nothing_is_taken_back_from_a_count_that_is_not_there() throws StoreException {
        counters().takeBack(key, THREE_IN_TEN_SECONDS, new Count.Entry(1, START.toEpochMilli()));

        assertThat(count(0).remaining()).isEqualTo(2);
    }

    @Test
    void allows_exactly_what_its_definition_allows_where_requests_are_taken_back() throws StoreException {
        Random random = new Random(20261126);
        DefinedWindow defined = new DefinedWindow(THREE_IN_TEN_SECONDS);
        List<Count.Entry> entries = new ArrayList<>();
        long millis = START.toEpochMilli();
        for (int i = 0; i < 300; i++) {
            millis += random.nextInt(20) == 0 ? random.nextInt(25_000) : random.nextInt(1_500);
            Count count = counters().count(key, THREE_IN_TEN_SECONDS, Instant.ofEpochMilli(millis));

            assertThat(count.allowed()).as("request %d", i).isEqualTo(defined.allows(millis));

            count.entry().ifPresent(entries::add);
            if (!entries.isEmpty() && random.nextInt(3) == 0) {
                Count.Entry entry = entries.remove(random.nextInt(entries.size()));
                counters().takeBack(key, THREE_IN_TEN_SECONDS, entry);
                defined.takeBack(entry.millis());
            }
        }
    }

    @Test
    void counts_exactly_what_many_at_once_do_not_take_back() throws Exception {
        Quota quota = new Quota(100, 120);
        Counters counters = counters();
        List<Future<Count>> counts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 90; i++) {
                boolean kept = i % 3 == 0;
                Instant now = at(i);
                counts.add(threads.submit(() -> {
                    Count count = counters.count(key, quota, now);
                    if (!kept) {
                        counters.takeBack(key, quota, count.entry().orElseThrow());
                    }
                    return count;
                }));
            }
        }
        for (Future<Count> count : counts) {
            assertThat(count.get().allowed()).isTrue();
        }

        assertThat(counters.count(key, quota, at(100)).remaining()).isEqualTo(100 - 30 - 1);
    }
}
