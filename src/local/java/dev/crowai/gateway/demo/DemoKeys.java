package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The auth service's API keys. */
final class DemoKeys {
    private static final int LIMIT = 1000;

    private final DemoIds ids;
    private final InstantSource clock;
    private final Map<String, DemoApiKey> byId = new ConcurrentHashMap<>();

    DemoKeys(DemoIds ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    DemoApiKey create(String name, String userId, JsonNode metadata, Optional<Instant> expiresAt) {
        return create(DemoApiKey.PREFIX + ids.next(), name, userId, metadata, expiresAt);
    }

    DemoApiKey create(String key, String name, String userId, JsonNode metadata, Optional<Instant> expiresAt) {
        DemoApiKey created = new DemoApiKey(
                ids.next(),
                key,
                name,
                Optional.of(userId),
                metadata,
                true,
                expiresAt,
                LIMIT,
                0,
                clock.instant(),
                Optional.empty());
        byId.put(created.id(), created);
        return created;
    }

    Optional<DemoApiKey> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<DemoApiKey> byKey(String key) {
        return byId.values().stream().filter(known -> known.key().equals(key)).findFirst();
    }

    /** The keys of a user, oldest first. */
    List<DemoApiKey> of(String userId) {
        return byId.values().stream()
                .filter(key -> key.userId().equals(Optional.of(userId)))
                .sorted(Comparator.comparing(DemoApiKey::createdAt).thenComparing(DemoApiKey::id))
                .toList();
    }

    Optional<DemoApiKey> change(String id, UnaryOperator<DemoApiKey> change) {
        return Optional.ofNullable(byId.computeIfPresent(id, (same, old) -> change.apply(old)));
    }

    void delete(String id) {
        byId.remove(id);
    }

    /** Counts one use of a key; empty when there is no such key, or it may not be used. */
    Optional<DemoApiKey> use(String key) {
        AtomicReference<Optional<DemoApiKey>> used = new AtomicReference<>(Optional.empty());
        Instant now = clock.instant();
        byKey(key)
                .ifPresent(known -> change(known.id(), current -> {
                    if (!current.isUsable(now)) {
                        return current;
                    }
                    used.set(Optional.of(current.used(now)));
                    return current.used(now);
                }));
        return used.get();
    }
}
