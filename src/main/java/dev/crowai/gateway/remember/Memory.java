package dev.crowai.gateway.remember;

import com.github.benmanes.caffeine.cache.Cache;
import dev.crowai.gateway.lookup.Lookup;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.store.Bounded;
import dev.crowai.gateway.store.StoreKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Remembers the findings of one kind: in this instance, else in the store, else it asks. Yes and no are kept apart in
 * memory, so that a flood of bad credentials pushes out no good one.
 */
final class Memory<T> {
    private static final int MOST = 5_000;

    private final FindingStore<T> stored;
    private final Flights<Finding<T>> flights;
    private final Marks marks;
    private final Evictions evictions;
    private final Lifetime<T> lifetime;
    private final InstantSource clock;
    private final Cache<StoreKey, Finding<T>> yes;
    private final Cache<StoreKey, Finding<T>> no;

    /** When subjects were last looked up although something was remembered. */
    private final Cache<StoreKey, Instant> revalidated;

    /** Until when an answer counts. */
    @FunctionalInterface
    interface Lifetime<T> {
        Instant until(Instant asOf, Optional<T> answer);
    }

    /**
     * An empty memory.
     *
     * @param service who is asked
     * @param inMemory how long a finding may stay in this instance before the store is read again
     */
    Memory(
            String service,
            FindingStore<T> stored,
            Marks marks,
            Evictions evictions,
            Lifetime<T> lifetime,
            Duration inMemory,
            InstantSource clock) {
        this.stored = stored;
        this.flights = new Flights<>(service);
        this.marks = marks;
        this.evictions = evictions;
        this.lifetime = lifetime;
        this.clock = clock;
        this.yes = Bounded.cache(MOST, inMemory, clock);
        this.no = Bounded.cache(MOST, Lifetimes.IN_MEMORY, clock);
        this.revalidated = Bounded.cache(MOST, Lifetimes.BETWEEN_REVALIDATIONS, clock);
    }

    /** The answer about a subject, remembered or new. A failure is not remembered. */
    Optional<T> recall(Subject subject, Exchange exchange, Lookup<Optional<T>> lookup) throws LookupException {
        return recall(subject, exchange, lookup, _ -> true);
    }

    /**
     * The answer about a subject as the service has it now, at most once in {@link Lifetimes#BETWEEN_REVALIDATIONS} for
     * each subject; in between, as {@link #recall}.
     */
    Optional<T> revalidate(Subject subject, Exchange exchange, Lookup<Optional<T>> lookup) throws LookupException {
        Instant now = clock.instant();
        Instant last = revalidated.asMap().putIfAbsent(subject.key(), now);
        return last == null
                ? answer(subject, exchange, lookup, finding -> !finding.asOf().isBefore(now))
                : recall(subject, exchange, lookup);
    }

    /**
     * The same, where the caller may already know better than the memory.
     *
     * @param usable whether a remembered value will do; otherwise it is looked up and replaced
     */
    Optional<T> recall(Subject subject, Exchange exchange, Lookup<Optional<T>> lookup, Predicate<T> usable)
            throws LookupException {
        return answer(
                subject,
                exchange,
                lookup,
                finding -> finding.value().map(usable::test).orElse(true));
    }

    private Optional<T> answer(
            Subject subject, Exchange exchange, Lookup<Optional<T>> lookup, Predicate<Finding<T>> usable)
            throws LookupException {
        Optional<Finding<T>> held = held(subject, usable);
        Finding<T> finding = held.isPresent()
                ? held.get()
                : flights.join(
                        subject.key(),
                        exchange.deadline(),
                        () -> find(subject, exchange, lookup, usable),
                        landed -> isCurrent(subject, landed, usable));
        return finding.value();
    }

    /** At most one of the two has the subject. */
    private Optional<Finding<T>> held(Subject subject, Predicate<Finding<T>> usable) {
        Instant now = clock.instant();
        return Stream.of(yes, no)
                .flatMap(cache -> Optional.ofNullable(cache.getIfPresent(subject.key())).stream())
                .filter(finding -> finding.countsAt(now) && isCurrent(subject, finding, usable))
                .findFirst();
    }

    private boolean isCurrent(Subject subject, Finding<T> finding, Predicate<Finding<T>> usable) {
        return usable.test(finding) && !evictions.knowsOf(stored.evictions(subject, finding), finding.asOf());
    }

    private Finding<T> find(
            Subject subject, Exchange exchange, Lookup<Optional<T>> lookup, Predicate<Finding<T>> usable)
            throws LookupException {
        Optional<Finding<T>> held = held(subject, usable);
        if (held.isPresent()) {
            return held.get();
        }
        FindingStore.Stored<T> known = stored.read(subject, exchange.record());
        Optional<Finding<T>> current = known.finding().filter(finding -> isCurrent(subject, finding, usable));
        if (current.isPresent()) {
            hold(subject, current.get());
            return current.get();
        }
        Instant asOf = clock.instant();
        Optional<Subject.Claim> claim = subject.claim();
        Optional<T> value = claim.isPresent()
                ? Lookup.attempted(
                        exchange,
                        claim.get().kind(),
                        known.mark().isPresent(),
                        lookup,
                        () -> marks.proved(claim.get().mark(), known.mark(), exchange.record()),
                        () -> marks.disproved(claim.get().mark(), known.mark(), exchange.record()))
                : lookup.run();
        Finding<T> finding = new Finding<>(value, asOf, lifetime.until(asOf, value));
        hold(subject, finding);
        stored.write(subject, finding, exchange.record());
        return finding;
    }

    /**
     * Holds the newest finding alone: a session that was read anew may have ended. What is too large to be stored is
     * not held: a flood of large values would fill the memory.
     */
    private void hold(Subject subject, Finding<T> finding) {
        boolean found = finding.value().isPresent();
        (found ? no : yes).invalidate(subject.key());
        if (stored.fits(finding)) {
            (found ? yes : no).put(subject.key(), finding);
        }
    }
}
