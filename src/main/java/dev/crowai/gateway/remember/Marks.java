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
 * Marks of the credentials that are known as good (SPEC "Rate limiting"): proved once, or set by a sign-in, in the last
 * 24 hours. A mark is the digest of a credential and nothing else; it permits a lookup, and says nothing about what the
 * lookup will find.
 */
final class Marks {
    /** How long a credential stays known as good. */
    static final Duration TTL = Duration.ofHours(24);

    /** By how much longer a mark is stored, so that a credential in use is marked once in this time and not always. */
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
     * @param sessions the values of all session cookies of a request, in their order: a valid one vouches for no other
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
     * Marks a credential that a lookup has proved, unless its mark lasts long enough.
     *
     * @param stored the mark as it is
     */
    void renew(StoreKey mark, Optional<StoredItem> stored, RequestRecord record) {
        Instant lasting = clock.instant().plus(TTL);
        if (stored.filter(item -> !item.expiresAt().isBefore(lasting)).isEmpty()) {
            set(mark, record);
        }
    }

    /**
     * Removes the mark of a credential that a lookup has found invalid: what has ended permits no further lookups. When
     * the store fails, the mark stays until it expires.
     *
     * @param stored the mark as it is
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

    /** Marks a credential. When the store fails, it is merely unknown. */
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
