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
 * The times at which something about a session, user or API key has changed. A result that was looked up before that
 * time is no longer valid. On this instance an eviction has an effect at once, on other instances as soon as they read
 * the store.
 *
 * <p>An eviction is a time and not a deletion, because a lookup that has already begun would store its old result after
 * the deletion. It is not a counter, because then each lookup would first have to read the counter.
 */
public final class Evictions {
    /** The greatest difference between the clocks of two instances. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(2);

    /** Longer than the TTL of every result that an eviction can concern. */
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
     * @param store stores every eviction; it is called even after it has failed
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
     * The eviction keys of the sessions of one request, for the first {@link AuthCookies#MOST_SESSIONS} of them.
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
     * Makes all earlier results about these keys invalid. If the store fails, or there is no time for more than its
     * first call, other instances use such results until their TTL ends.
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

    /** Whether this instance has seen an eviction after a result was looked up. */
    boolean evictedSince(Set<StoreKey> evictions, Instant asOf) {
        for (StoreKey key : evictions) {
            Instant moment = known.getIfPresent(key);
            if (moment != null && !asOf.isAfter(moment)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a stored eviction makes a result invalid. An unreadable eviction always does. */
    static boolean evicts(StoredItem eviction, Instant asOf) {
        byte[] moment = eviction.value();
        return moment.length != Long.BYTES
                || !asOf.isAfter(
                        Instant.ofEpochMilli(ByteBuffer.wrap(moment).getLong()).plus(CLOCK_SKEW));
    }
}
