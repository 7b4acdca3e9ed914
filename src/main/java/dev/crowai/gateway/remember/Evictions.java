package dev.crowai.gateway.remember;

import com.github.benmanes.caffeine.cache.Cache;
import dev.crowai.gateway.identity.AuthCookies;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.store.Bounded;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The moments at which something about a session, user or key has changed. An answer that was asked for earlier no
 * longer counts, wherever it is remembered: here at once, on another instance as soon as it reads the store.
 *
 * <p>A moment instead of a deletion, because a lookup that is under way would write its answer back after one. A
 * moment instead of a counter, because a lookup then need not read it first.
 */
public final class Evictions {
    /** How far the clocks of two instances may be apart. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(2);

    /** Longer than any answer that could still be older. */
    private static final Duration TTL = Lifetimes.NO_SESSION.plus(CLOCK_SKEW).plus(Lifetimes.STORED);

    private static final int MOST = 10_000;
    private static final String KIND = "evicted-";
    private static final String SORT = "at";

    private final KeyValueStore store;
    private final InstantSource clock;
    private final Cache<StoreKey, Instant> known;

    /**
     * No evictions yet.
     *
     * @param store asked for every eviction, however it has fared before
     */
    public Evictions(KeyValueStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.known = Bounded.cache(MOST, TTL, clock);
    }

    private static StoreKey session(String token) {
        return HashedKey.of(KIND + "session", SORT, HashedKey.bytes(token));
    }

    /**
     * What the sessions of one request are evicted by, the first {@link AuthCookies#MOST_SESSIONS} of them.
     *
     * @param tokens without their signatures
     */
    static Set<StoreKey> sessions(List<String> tokens) {
        return tokens.stream()
                .limit(AuthCookies.MOST_SESSIONS)
                .map(Evictions::session)
                .collect(Collectors.toUnmodifiableSet());
    }

    static StoreKey user(String userId) {
        return HashedKey.of(KIND + "user", SORT, HashedKey.bytes(userId));
    }

    static StoreKey apiKey(String keyId) {
        return HashedKey.of(KIND + "api-key", SORT, HashedKey.bytes(keyId));
    }

    /**
     * Lets no earlier answer about these count any more. When the store fails, or there is no time for more than its
     * first call, other instances learn it by age alone.
     */
    void evict(Set<StoreKey> evicted, Exchange exchange) {
        Instant now = clock.instant();
        evicted.forEach(key -> known.put(key, now));
        byte[] moment =
                ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli()).array();
        boolean shared = true;
        boolean hasTime = true;
        for (StoreKey key : evicted) {
            StoredItem eviction = StoredItem.of(key, moment, now.plus(TTL));
            shared &= hasTime && exchange.record().time(Stage.STORE, () -> share(eviction));
            hasTime = exchange.deadline().hasTimeFor(Lifetimes.STORE_CALL);
        }
        exchange.record().add(shared ? Result.Eviction.SHARED : Result.Eviction.LOCAL);
    }

    private boolean share(StoredItem eviction) {
        try {
            store.put(eviction);
            return true;
        } catch (StoreException unreachable) {
            return false;
        }
    }

    /** Whether this instance knows that an answer is out of date. */
    boolean evictedSince(Set<StoreKey> evictions, Instant asOf) {
        for (StoreKey key : evictions) {
            Instant moment = known.getIfPresent(key);
            if (moment != null && !asOf.isAfter(moment)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a stored eviction, of whichever instance, makes an answer out of date. One that is unreadable does. */
    static boolean evicts(StoredItem eviction, Instant asOf) {
        byte[] moment = eviction.value();
        return moment.length != Long.BYTES
                || !asOf.isAfter(
                        Instant.ofEpochMilli(ByteBuffer.wrap(moment).getLong()).plus(CLOCK_SKEW));
    }
}
