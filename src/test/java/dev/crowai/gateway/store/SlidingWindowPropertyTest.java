package dev.crowai.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every quota and every sequence of requests. */
final class SlidingWindowPropertyTest {
    private static final long START = Instant.parse("2026-03-01T10:00:00.123Z").toEpochMilli();
    private static final StoreKey KEY = new StoreKey("limit", "property");

    /**
     * A quota, and pauses between requests as thousandths of its window.
     *
     * @param pauses 0 to 2,500, most of them short
     */
    record Traffic(Quota quota, List<Integer> pauses) {
        List<Long> times() {
            List<Long> times = new ArrayList<>();
            long millis = START;
            for (int pause : pauses) {
                millis += pause * (long) quota.windowSeconds();
                times.add(millis);
            }
            return times;
        }
    }

    @Provide
    Arbitrary<Traffic> traffic() {
        Arbitrary<Quota> quotas = Combinators.combine(
                        Arbitraries.integers().between(1, 12), Arbitraries.of(1, 7, 60, 120, 300))
                .as(Quota::new);
        Arbitrary<Integer> pauses = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, 40)),
                Tuple.of(4, Arbitraries.integers().between(0, 400)),
                Tuple.of(1, Arbitraries.integers().between(900, 2500)));
        return Combinators.combine(quotas, pauses.list().ofMinSize(1).ofMaxSize(150))
                .as(Traffic::new);
    }

    private static List<Count> run(Traffic traffic) {
        InMemoryStore store = new InMemoryStore(Instant::now, 10);
        return traffic.times().stream()
                .map(millis -> store.count(KEY, traffic.quota(), Instant.ofEpochMilli(millis)))
                .toList();
    }

    @Property
    void allows_exactly_what_the_definition_allows(@ForAll("traffic") Traffic traffic) {
        DefinedWindow defined = new DefinedWindow(traffic.quota());
        List<Boolean> expected = traffic.times().stream().map(defined::allows).toList();

        assertThat(run(traffic)).extracting(Count::allowed).isEqualTo(expected);
    }

    @Property
    void says_exactly_what_remains(@ForAll("traffic") Traffic traffic) {
        DefinedWindow defined = new DefinedWindow(traffic.quota());
        List<Integer> expected = traffic.times().stream()
                .map(millis -> {
                    defined.allows(millis);
                    return traffic.quota().limit() - defined.younger(millis).size();
                })
                .toList();

        assertThat(run(traffic)).extracting(Count::remaining).isEqualTo(expected);
    }

    @Property
    void never_allows_more_than_the_limit_in_any_window_wherever_it_begins(@ForAll("traffic") Traffic traffic) {
        List<Count> counts = run(traffic);
        List<Long> allowed = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i).allowed()) {
                allowed.add(traffic.times().get(i));
            }
        }
        int limit = traffic.quota().limit();
        for (int i = 0; i + limit < allowed.size(); i++) {
            assertThat(allowed.get(i + limit) - allowed.get(i))
                    .isGreaterThanOrEqualTo(traffic.quota().windowMillis());
        }
    }

    @Property
    void refuses_nobody_who_made_fewer_than_the_limit_in_a_window_and_a_tenth(@ForAll("traffic") Traffic traffic) {
        List<Count> counts = run(traffic);
        List<Long> times = traffic.times();
        long span = traffic.quota().windowMillis() + traffic.quota().slotMillis();
        for (int i = 0; i < counts.size(); i++) {
            int last = i;
            if (!counts.get(i).allowed()) {
                long made = IntStream.range(0, last)
                        .filter(j -> counts.get(j).allowed() && times.get(j) > times.get(last) - span)
                        .count();
                assertThat(made).isGreaterThanOrEqualTo(traffic.quota().limit());
            }
        }
    }

    @Property
    void whoever_waits_until_the_window_moves_is_allowed_again(@ForAll("traffic") Traffic traffic) {
        InMemoryStore store = new InMemoryStore(Instant::now, 10);
        Count last = new Count(0, Instant.EPOCH, Optional.empty());
        for (long millis : traffic.times()) {
            last = store.count(KEY, traffic.quota(), Instant.ofEpochMilli(millis));
        }

        assertThat(store.count(KEY, traffic.quota(), last.movesAt()).allowed()).isTrue();
    }

    @Property
    void the_window_moves_within_its_own_length(@ForAll("traffic") Traffic traffic) {
        List<Count> counts = run(traffic);
        for (int i = 0; i < counts.size(); i++) {
            assertThat(counts.get(i).movesAt().toEpochMilli() - traffic.times().get(i))
                    .isBetween(1L, traffic.quota().windowMillis());
        }
    }

    @Property
    void requests_that_overtake_each_other_change_a_window_by_no_more_than_they_are_late(
            @ForAll("traffic") Traffic traffic, @ForAll long seed) {
        Random random = new Random(seed);
        InMemoryStore store = new InMemoryStore(Instant::now, 10);
        List<Long> allowed = new ArrayList<>();
        for (long millis : traffic.times()) {
            long late = millis - random.nextLong(SlidingWindow.CLOCK_TOLERANCE_MILLIS / 2);
            if (store.count(KEY, traffic.quota(), Instant.ofEpochMilli(late)).allowed()) {
                allowed.add(late);
            }
        }
        int limit = traffic.quota().limit();
        List<Long> sorted = allowed.stream().sorted().toList();
        for (int i = 0; i + limit < sorted.size(); i++) {
            assertThat(sorted.get(i + limit) - sorted.get(i))
                    .isGreaterThanOrEqualTo(traffic.quota().windowMillis() - 2 * SlidingWindow.CLOCK_TOLERANCE_MILLIS);
        }
    }

    @Property
    void allows_exactly_what_the_definition_allows_where_requests_are_taken_back(
            @ForAll("traffic") Traffic traffic, @ForAll long seed) {
        Random random = new Random(seed);
        InMemoryStore store = new InMemoryStore(Instant::now, 10);
        DefinedWindow defined = new DefinedWindow(traffic.quota());
        List<Count.Entry> entries = new ArrayList<>();
        for (long millis : traffic.times()) {
            Count count = store.count(KEY, traffic.quota(), Instant.ofEpochMilli(millis));

            assertThat(count.allowed()).isEqualTo(defined.allows(millis));

            count.entry().ifPresent(entries::add);
            while (!entries.isEmpty() && random.nextInt(5) < 2) {
                Count.Entry entry = entries.remove(random.nextInt(entries.size()));
                store.takeBack(KEY, traffic.quota(), entry);
                defined.takeBack(entry.millis());
            }
        }
    }
}
