package dev.crowai.gateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import dev.crowai.gateway.pipeline.Trail;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The answers of one kind in the store that all instances share, sealed. When the store fails, nothing is remembered
 * and nothing is lost.
 */
final class AnswerStore<T> {
    private static final int MOST_HINTS = 10_000;
    private static final Duration HINTS_KEPT = Duration.ofMinutes(10);

    private final KeyValueStore store;
    private final ValueCipher cipher;
    private final AnswerFormat<T> format;
    private final Function<T, Set<StoreKey>> evictions;
    private final InstantSource clock;

    /** Which evictions concern an answer is often known only from the answer; this saves the second round trip. */
    private final Cache<StoreKey, Set<StoreKey>> hints;

    /**
     * A store of answers.
     *
     * @param evictions what an answer is evicted by, besides what its subject already tells
     */
    AnswerStore(
            KeyValueStore store,
            ValueCipher cipher,
            AnswerFormat<T> format,
            Function<T, Set<StoreKey>> evictions,
            InstantSource clock) {
        this.store = store;
        this.cipher = cipher;
        this.format = format;
        this.evictions = evictions;
        this.clock = clock;
        this.hints = Bounded.cache(MOST_HINTS, HINTS_KEPT, clock);
    }

    /** The answer, if one is there that still counts and that no eviction concerns. */
    Optional<Answer<T>> read(Subject subject, Trail trail) {
        try {
            return trail.time("store", () -> find(subject));
        } catch (StoreException unreachable) {
            trail.note("identityStore", "failed");
            return Optional.empty();
        }
    }

    private Optional<Answer<T>> find(Subject subject) throws StoreException {
        Set<StoreKey> keys = new HashSet<>(subject.evictions());
        Optional.ofNullable(hints.getIfPresent(subject.key())).ifPresent(keys::addAll);
        keys.add(subject.key());
        Map<StoreKey, StoredItem> items = new HashMap<>(store.get(keys));
        Optional<Answer<T>> found = Optional.ofNullable(items.get(subject.key()))
                .flatMap(item -> cipher.open(subject, item.value()))
                .flatMap(format::fromBytes)
                .filter(answer -> answer.countsAt(clock.instant()));
        if (found.isEmpty()) {
            return found;
        }
        Set<StoreKey> concerning = evictions(subject, found.get());
        Set<StoreKey> unread = new HashSet<>(concerning);
        unread.removeAll(keys);
        if (!unread.isEmpty()) {
            items.putAll(store.get(unread));
            hints.put(subject.key(), concerning);
        }
        return found.filter(answer -> concerning.stream()
                .flatMap(key -> Optional.ofNullable(items.get(key)).stream())
                .noneMatch(eviction -> Evictions.covers(eviction, answer.asOf())));
    }

    /** Keeps an answer for all instances, if it still counts and fits. */
    void write(Subject subject, Answer<T> answer, Trail trail) {
        if (!answer.countsAt(clock.instant())) {
            return;
        }
        byte[] sealed = cipher.seal(subject, format.toBytes(answer));
        if (sealed.length > KeyValueStore.MAX_VALUE_BYTES) {
            return;
        }
        try {
            hints.put(subject.key(), trail.time("store", () -> keep(subject, answer, sealed)));
        } catch (StoreException unreachable) {
            trail.note("identityStore", "failed");
        }
    }

    private Set<StoreKey> keep(Subject subject, Answer<T> answer, byte[] sealed) throws StoreException {
        store.put(StoredItem.of(subject.key(), sealed, answer.until()));
        return evictions(subject, answer);
    }

    /** Everything by which an answer is evicted. */
    Set<StoreKey> evictions(Subject subject, Answer<T> answer) {
        Set<StoreKey> all = new HashSet<>(subject.evictions());
        answer.value().map(evictions).ifPresent(all::addAll);
        return Set.copyOf(all);
    }
}
