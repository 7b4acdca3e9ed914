package dev.crowai.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stored answers in the shared table. Every method is one round trip, but for a read that first makes up for a
 * generation that could not begin when it should have.
 */
final class ResponseStore {
    /** Twice as long as any answer, see {@link Generation}. */
    static final Duration GENERATION_KEPT = Cacheability.LONGEST_KEPT.multipliedBy(2);

    private static final Duration ROUND_TRIP = Duration.ofMillis(500);

    private static final int MOST_OWED = 10_000;

    private final KeyValueStore store;

    /**
     * Generations that a write should have begun while the table did not answer: this instance begins them before it
     * reads. Each attempt leaves its own mark and removes no other, since another write may have failed meanwhile.
     */
    private final Cache<StoreKey, Object> owed =
            Caffeine.newBuilder().maximumSize(MOST_OWED).executor(Runnable::run).build();

    ResponseStore(KeyValueStore store) {
        this.store = store;
    }

    /**
     * What one look-up found.
     *
     * @param generation the present one
     * @param answers all that this caller may get, by place, of whatever generation
     */
    record Found(Generation generation, Map<StoreKey, StoredResponse> answers) {
        List<StoredResponse> all() {
            return List.copyOf(answers.values());
        }

        /** Where this answer stands. */
        Set<StoreKey> placesOf(StoredResponse answer) {
            return answers.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(answer))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Whether there is time for a round trip that could be left out. */
    static boolean hasTime(Exchange exchange) {
        return exchange.deadline().remaining().compareTo(ROUND_TRIP) >= 0;
    }

    /**
     * What is there.
     *
     * @param now when
     */
    Found read(CacheKey key, Instant now) throws StoreException {
        if (owed.getIfPresent(key.generation()) != null) {
            var _ = invalidate(key, now);
        }
        Map<StoreKey, StoredItem> items = store.get(key.all());
        Generation generation = Generation.of(Optional.ofNullable(items.get(key.generation())));
        Map<StoreKey, StoredResponse> answers = new LinkedHashMap<>();
        for (StoreKey place : key.readable(generation)) {
            Optional.ofNullable(items.get(place))
                    .flatMap(item -> StoredFormat.decode(item.value()))
                    .ifPresent(answer -> answers.put(place, answer));
        }
        return new Found(generation, answers);
    }

    /** Whether the answer fitted; nothing is written otherwise. */
    boolean write(StoreKey place, StoredResponse answer, Duration keep) throws StoreException {
        Optional<byte[]> bytes = StoredFormat.encode(answer, KeyValueStore.MAX_VALUE_BYTES);
        if (bytes.isEmpty()) {
            return false;
        }
        store.put(StoredItem.of(place, bytes.get(), answer.received().plus(keep)));
        return true;
    }

    void remove(Set<StoreKey> places) throws StoreException {
        store.delete(places);
    }

    /**
     * Begins a new generation: all answers of the present one are unusable when this returns.
     *
     * @return how many there have been
     */
    long invalidate(CacheKey key, Instant now) throws StoreException {
        Object mark = new Object();
        owed.put(key.generation(), mark);
        long generations = store.increment(key.generation(), now.plus(GENERATION_KEPT));
        owed.asMap().remove(key.generation(), mark);
        return generations;
    }
}
