package dev.crowai.gateway.remember;

import com.github.benmanes.caffeine.cache.Cache;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.store.Bounded;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The findings of one kind, encrypted in the store of all instances. When the store fails, nothing is remembered, and
 * requests are served as without it.
 */
final class FindingStore<T> {
    /**
     * The largest value that is remembered, in bytes before encryption. The largest regular value is a session with its
     * JWT, about 1 KB.
     */
    static final int MOST_BYTES = 8 * 1024;

    private static final int MOST_HINTS = 10_000;
    private static final Duration HINT_TTL = Duration.ofMinutes(10);

    private final KeyValueStore store;
    private final ValueCipher cipher;
    private final FindingFormat<T> format;
    private final Function<T, Set<StoreKey>> evictions;
    private final InstantSource clock;

    /**
     * The eviction keys of findings that were read before. Often they are only known from the finding itself. With
     * these hints, the finding and its evictions are read in one round trip.
     */
    private final Cache<StoreKey, Set<StoreKey>> hints;

    /**
     * A store of findings.
     *
     * @param evictions the eviction keys of a value, in addition to those of its subject
     */
    FindingStore(
            KeyValueStore store,
            ValueCipher cipher,
            FindingFormat<T> format,
            Function<T, Set<StoreKey>> evictions,
            InstantSource clock) {
        this.store = store;
        this.cipher = cipher;
        this.format = format;
        this.evictions = evictions;
        this.clock = clock;
        this.hints = Bounded.cache(MOST_HINTS, HINT_TTL, clock);
    }

    /**
     * What is stored about a subject.
     *
     * @param finding a finding whose TTL has not ended and that no eviction concerns
     * @param mark the mark which says that the credential is known as good
     */
    record Stored<T>(Optional<Finding<T>> finding, Optional<StoredItem> mark) {
        static <T> Stored<T> nothing() {
            return new Stored<>(Optional.empty(), Optional.empty());
        }
    }

    /** Reads what is stored about a subject. Returns nothing when the store fails. */
    Stored<T> read(Subject subject, RequestRecord record) {
        try {
            return record.time(Stage.STORE, () -> find(subject));
        } catch (StoreException unreachable) {
            record.add(Result.Degradation.IDENTITY_STORE);
            return Stored.nothing();
        }
    }

    private Stored<T> find(Subject subject) throws StoreException {
        Set<StoreKey> keys = new HashSet<>(subject.evictions());
        subject.clientCredential().map(Subject.ClientCredential::mark).ifPresent(keys::add);
        Optional.ofNullable(hints.getIfPresent(subject.key())).ifPresent(keys::addAll);
        keys.add(subject.key());
        Map<StoreKey, StoredItem> items = new HashMap<>(store.get(keys));
        Optional<Finding<T>> found = Optional.ofNullable(items.get(subject.key()))
                .flatMap(item -> cipher.open(subject, item.value()))
                .flatMap(format::fromBytes)
                .filter(this::isPlausible);
        Optional<StoredItem> mark =
                subject.clientCredential().flatMap(shown -> Optional.ofNullable(items.get(shown.mark())));
        if (found.isEmpty()) {
            return new Stored<>(found, mark);
        }
        Set<StoreKey> concerning = evictions(subject, found.get());
        Set<StoreKey> unread = new HashSet<>(concerning);
        unread.removeAll(keys);
        if (!unread.isEmpty()) {
            items.putAll(store.get(unread));
            hints.put(subject.key(), concerning);
        }
        Optional<Finding<T>> current = found.filter(finding -> concerning.stream()
                .flatMap(key -> Optional.ofNullable(items.get(key)).stream())
                .noneMatch(eviction -> Evictions.evicts(eviction, finding.asOf())));
        return new Stored<>(current, mark);
    }

    /**
     * Whether the TTL of a finding has not ended and its lookup is not in the future. A lookup in the future comes from
     * an instance whose clock is wrong.
     */
    private boolean isPlausible(Finding<T> finding) {
        Instant now = clock.instant();
        return finding.isValidAt(now) && !finding.asOf().isAfter(now.plus(Evictions.CLOCK_SKEW));
    }

    /** Whether a finding is small enough to be remembered. */
    boolean fits(Finding<T> finding) {
        return format.toBytes(finding).length <= MOST_BYTES;
    }

    /** Stores a finding for all instances, unless its TTL has ended or it is too large. */
    void write(Subject subject, Finding<T> finding, RequestRecord record) {
        byte[] plain = format.toBytes(finding);
        if (!finding.isValidAt(clock.instant()) || plain.length > MOST_BYTES) {
            return;
        }
        byte[] sealed = cipher.seal(subject, plain);
        try {
            hints.put(subject.key(), record.time(Stage.STORE, () -> keep(subject, finding, sealed)));
        } catch (StoreException unreachable) {
            record.add(Result.Degradation.IDENTITY_STORE);
        }
    }

    private Set<StoreKey> keep(Subject subject, Finding<T> finding, byte[] sealed) throws StoreException {
        store.put(StoredItem.of(subject.key(), sealed, finding.until()));
        return evictions(subject, finding);
    }

    /** All eviction keys of a finding. */
    Set<StoreKey> evictions(Subject subject, Finding<T> finding) {
        Set<StoreKey> all = new HashSet<>(subject.evictions());
        finding.value().map(evictions).ifPresent(all::addAll);
        return Set.copyOf(all);
    }
}
