package dev.crowai.gateway.remember;

import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The marks of credentials that are known as good (SPEC "Rate limiting"): a lookup found them valid, or a sign-in set
 * them, in the last 24 hours. A mark is only the digest of a credential. It permits a lookup, and says nothing about
 * the result of that lookup.
 */
final class Marks {
    /** How long a credential is known as good. */
    static final Duration TTL = Duration.ofHours(24);

    /**
     * How much longer than that a mark is stored. So the mark of a credential in use is written at most once in this
     * time, and not at every lookup.
     */
    private static final Duration BETWEEN_RENEWALS = Duration.ofHours(1);

    private static final String KIND = "known-";
    private static final String SORT = "mark";
    private static final byte[] NOTHING = {};

    private final KeyValueStore store;
    private final InstantSource clock;

    Marks(KeyValueStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * The mark of a session.
     *
     * @param sessions the values of all session cookies of a request, in their order, because one valid cookie does not
     *     make the others valid
     */
    static StoreKey session(List<String> sessions) {
        StringBuilder values = new StringBuilder();
        sessions.forEach(value -> values.append(value.length()).append(':').append(value));
        return HashedKey.of(KIND + "session", SORT, HashedKey.bytes(values.toString()));
    }

    static StoreKey apiKey(Secret key) {
        return HashedKey.of(KIND + "api-key", SORT, HashedKey.bytes(key.reveal()));
    }

    /**
     * Marks a credential that a lookup found valid, unless its mark is stored long enough.
     *
     * @param stored the stored mark
     */
    void renew(StoreKey mark, Optional<StoredItem> stored, RequestRecord record) {
        Instant lasting = clock.instant().plus(TTL);
        if (stored.filter(item -> !item.expiresAt().isBefore(lasting)).isEmpty()) {
            set(mark, record);
        }
    }

    /**
     * Removes the mark of a credential that a lookup found invalid, because it must not permit further lookups. When
     * the store fails, the mark stays until it expires.
     *
     * @param stored the stored mark
     */
    void remove(StoreKey mark, Optional<StoredItem> stored, RequestRecord record) {
        if (stored.isEmpty()) {
            return;
        }
        try {
            record.time(Stage.STORE, () -> {
                store.delete(Set.of(mark));
                return true;
            });
        } catch (StoreException unreachable) {
            record.add(Result.Degradation.IDENTITY_STORE);
        }
    }

    /** Marks a credential. When the store fails, the credential stays unknown. */
    void set(StoreKey mark, RequestRecord record) {
        Instant until = clock.instant().plus(TTL).plus(BETWEEN_RENEWALS);
        try {
            record.time(Stage.STORE, () -> {
                store.put(StoredItem.of(mark, NOTHING, until));
                return true;
            });
        } catch (StoreException unreachable) {
            record.add(Result.Degradation.IDENTITY_STORE);
        }
    }
}
