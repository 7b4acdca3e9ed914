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
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A two-level cache of findings of one kind. It looks in the memory of this instance, then in the store of all
 * instances, and then calls the service. Memory has separate space for positive and negative findings, so that many bad
 * credentials do not push out good ones.
 */
final class TwoLevelCache<T> {
    private static final int MOST = 5_000;

    private final FindingStore<T> stored;
    private final SingleFlight<Finding<T>> singleFlight;
    private final Marks marks;
    private final Evictions evictions;
    private final Lifetime<T> lifetime;
    private final InstantSource clock;
    private final Cache<StoreKey, Finding<T>> positive;
    private final Cache<StoreKey, Finding<T>> negative;

    /** When a subject was last revalidated. */
    private final Cache<StoreKey, Instant> revalidated;

    /** The TTL of findings. */
    @FunctionalInterface
    interface Lifetime<T> {
        Instant until(Instant asOf, Optional<T> value);
    }

    /**
     * An empty cache.
     *
     * @param service the name of the service that is called
     * @param inMemory how long a finding may stay in this instance before the store is read again
     */
    TwoLevelCache(
            String service,
            FindingStore<T> stored,
            Marks marks,
            Evictions evictions,
            Lifetime<T> lifetime,
            Duration inMemory,
            InstantSource clock) {
        this.stored = stored;
        this.singleFlight = new SingleFlight<>(service);
        this.marks = marks;
        this.evictions = evictions;
        this.lifetime = lifetime;
        this.clock = clock;
        this.positive = Bounded.cache(MOST, inMemory, clock);
        this.negative = Bounded.cache(MOST, Lifetimes.IN_MEMORY, clock);
        this.revalidated = Bounded.cache(MOST, Lifetimes.BETWEEN_REVALIDATIONS, clock);
    }

    /** The finding about a subject, remembered or new. A failure is not remembered. */
    Optional<T> get(Subject subject, Exchange exchange, Lookup<Optional<T>> lookup) throws LookupException {
        return get(subject, exchange, lookup, _ -> true);
    }

    /**
     * A new finding about a subject, looked up at most once in {@link Lifetimes#BETWEEN_REVALIDATIONS} for each
     * subject. Within that time it does the same as {@link #get}.
     */
    Optional<T> revalidate(Subject subject, Exchange exchange, Lookup<Optional<T>> lookup) throws LookupException {
        Instant now = clock.instant();
        Instant last = revalidated.asMap().putIfAbsent(subject.key(), now);
        return last == null
                ? valueOf(subject, exchange, lookup, finding -> !finding.asOf().isBefore(now))
                : get(subject, exchange, lookup);
    }

    /**
     * The same, but a remembered value may be rejected.
     *
     * @param usable whether a remembered value can be used; otherwise it is looked up and replaced
     */
    Optional<T> get(Subject subject, Exchange exchange, Lookup<Optional<T>> lookup, Predicate<T> usable)
            throws LookupException {
        return valueOf(
                subject,
                exchange,
                lookup,
                finding -> finding.value().map(usable::test).orElse(true));
    }

    /** The same for a subject that was made for this request: the store cannot know it, so it is not read. */
    Optional<T> getNew(Subject subject, Exchange exchange, Lookup<Optional<T>> lookup) throws LookupException {
        return valueOf(subject, exchange, lookup, _ -> true, FindingStore.Stored::nothing);
    }

    private Optional<T> valueOf(
            Subject subject, Exchange exchange, Lookup<Optional<T>> lookup, Predicate<Finding<T>> usable)
            throws LookupException {
        return valueOf(subject, exchange, lookup, usable, () -> stored.read(subject, exchange.record()));
    }

    private Optional<T> valueOf(
            Subject subject,
            Exchange exchange,
            Lookup<Optional<T>> lookup,
            Predicate<Finding<T>> usable,
            Supplier<FindingStore.Stored<T>> storedValue)
            throws LookupException {
        Optional<Finding<T>> remembered = inMemory(subject, usable);
        Finding<T> finding = remembered.isPresent()
                ? remembered.get()
                : singleFlight.join(
                        subject.key(),
                        exchange.deadline(),
                        () -> find(subject, exchange, lookup, usable, storedValue),
                        loaded -> isCurrent(subject, loaded, usable));
        return finding.value();
    }

    /** The finding in memory. At most one of the two caches has the subject. */
    private Optional<Finding<T>> inMemory(Subject subject, Predicate<Finding<T>> usable) {
        Instant now = clock.instant();
        return Stream.of(positive, negative)
                .flatMap(cache -> Optional.ofNullable(cache.getIfPresent(subject.key())).stream())
                .filter(finding -> finding.isValidAt(now) && isCurrent(subject, finding, usable))
                .findFirst();
    }

    private boolean isCurrent(Subject subject, Finding<T> finding, Predicate<Finding<T>> usable) {
        return usable.test(finding) && !evictions.evictedSince(stored.evictions(subject, finding), finding.asOf());
    }

    private Finding<T> find(
            Subject subject,
            Exchange exchange,
            Lookup<Optional<T>> lookup,
            Predicate<Finding<T>> usable,
            Supplier<FindingStore.Stored<T>> storedValue)
            throws LookupException {
        Optional<Finding<T>> remembered = inMemory(subject, usable);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        FindingStore.Stored<T> known = storedValue.get();
        Optional<Finding<T>> current = known.finding().filter(finding -> isCurrent(subject, finding, usable));
        if (current.isPresent()) {
            putInMemory(subject, current.get());
            return current.get();
        }
        Instant asOf = clock.instant();
        Optional<Subject.ClientCredential> shown = subject.clientCredential();
        Optional<T> value = shown.isPresent()
                ? Lookup.attempted(
                        exchange,
                        shown.get().kind(),
                        known.mark().isPresent(),
                        lookup,
                        () -> marks.renew(shown.get().mark(), known.mark(), exchange.record()),
                        () -> marks.remove(shown.get().mark(), known.mark(), exchange.record()))
                : lookup.run();
        Finding<T> finding = new Finding<>(value, asOf, lifetime.until(asOf, value));
        putInMemory(subject, finding);
        stored.write(subject, finding, exchange.record());
        return finding;
    }

    /**
     * Stores a finding in memory. A positive finding removes the negative one about the same subject, and a negative
     * finding the positive one: a session that was read again may have ended. A finding that is too large for the store
     * is not stored in memory either, because many large values would fill the memory.
     */
    private void putInMemory(Subject subject, Finding<T> finding) {
        boolean found = finding.value().isPresent();
        (found ? negative : positive).invalidate(subject.key());
        if (stored.fits(finding)) {
            (found ? positive : negative).put(subject.key(), finding);
        }
    }
}
