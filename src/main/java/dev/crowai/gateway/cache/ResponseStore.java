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
 * The stored responses in the shared table. Every method is one round trip. Only a read may take more: it first begins
 * a generation that could not be begun earlier.
 */
final class ResponseStore {
    /** The TTL of a generation: twice the longest lifetime of a response, see {@link Generation}. */
    static final Duration GENERATION_TTL = Cacheability.LONGEST_TTL.multipliedBy(2);

    private static final Duration ROUND_TRIP = Duration.ofMillis(500);

    private static final int MOST_OWED = 10_000;

    private final KeyValueStore store;

    /**
     * Generations that a write could not begin because the table did not respond. This instance begins them before its
     * next read. Each attempt adds its own mark and removes only that mark, because another write may have failed in
     * the meantime.
     */
    private final Cache<StoreKey, Object> owed =
            Caffeine.newBuilder().maximumSize(MOST_OWED).executor(Runnable::run).build();

    ResponseStore(KeyValueStore store) {
        this.store = store;
    }

    /**
     * The result of a lookup.
     *
     * @param generation the current generation
     * @param responses all responses that this caller may get, by key, of any generation
     */
    record StoredResponses(Generation generation, Map<StoreKey, StoredResponse> responses) {
        List<StoredResponse> all() {
            return List.copyOf(responses.values());
        }

        /** The keys under which this response is stored. */
        Set<StoreKey> keysOf(StoredResponse response) {
            return responses.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(response))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Whether enough time is left for an optional round trip. */
    static boolean hasTime(Exchange exchange) {
        return exchange.deadline().remaining().compareTo(ROUND_TRIP) >= 0;
    }

    /**
     * Reads the stored responses.
     *
     * @param now the current time
     */
    StoredResponses read(CacheKey key, Instant now) throws StoreException {
        Map<StoreKey, StoredItem> items = store.get(key.all());
        if (owed.getIfPresent(key.generation()) != null) {
            // After the read: a table that does not respond costs one call and not two.
            var _ = invalidate(key, now);
            items = store.get(key.all());
        }
        Generation generation = Generation.of(Optional.ofNullable(items.get(key.generation())));
        Map<StoreKey, StoredResponse> responses = new LinkedHashMap<>();
        for (StoreKey place : key.readable(generation)) {
            Optional.ofNullable(items.get(place))
                    .flatMap(item -> StoredFormat.decode(item.value()))
                    .ifPresent(response -> responses.put(place, response));
        }
        return new StoredResponses(generation, responses);
    }

    /** Writes a response. Returns whether it fitted; nothing is written if it did not. */
    boolean write(StoreKey place, StoredResponse response, Duration keep) throws StoreException {
        Optional<byte[]> bytes = StoredFormat.encode(response, KeyValueStore.MAX_VALUE_BYTES);
        if (bytes.isEmpty()) {
            return false;
        }
        store.put(StoredItem.of(place, bytes.get(), response.received().plus(keep)));
        return true;
    }

    void remove(Set<StoreKey> places) throws StoreException {
        store.delete(places);
    }

    /**
     * Begins a new generation. When this returns, all responses of the earlier generations are unusable.
     *
     * @return the number of the new generation
     */
    long invalidate(CacheKey key, Instant now) throws StoreException {
        Object mark = new Object();
        owed.put(key.generation(), mark);
        long generations = store.increment(key.generation(), now.plus(GENERATION_TTL));
        owed.asMap().remove(key.generation(), mark);
        return generations;
    }
}
