package dev.crowai.gateway.aws;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy;
import dev.crowai.gateway.aws.Crowd.Asked;
import dev.crowai.gateway.testing.Platform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Everything in a function that can hold more than it was made with, and the bound of each. The function's objects are
 * walked by reflection, so that a map or cache that is new, or has lost its bound, is noticed.
 */
class MemoryBoundsTest {
    private static final String OURS = "dev.crowai.gateway.";
    private static final int REQUESTS = 100;

    /** The maximum of each cache. */
    private static final Map<String, Long> CACHES = Map.ofEntries(
            entry("AnonymousFailures.failures", 5_000L),
            entry("Evictions.known", 10_000L),
            entry("FindingStore.hints", 10_000L),
            entry("GuardedUpstream.byOrigin", 100L),
            entry("InMemoryStore.items", 10_000L),
            entry("InMemoryStore.windows", 10_000L),
            entry("Refusals.refusals", 10_000L),
            entry("ResponseStore.owed", 10_000L),
            entry("TwoLevelCache.negative", 5_000L),
            entry("TwoLevelCache.positive", 5_000L),
            entry("TwoLevelCache.revalidated", 5_000L));

    /**
     * The most that each other collection may hold, between requests. {@code underWay} holds lookups that are under way,
     * {@code idle} refuses more than 64 connections, {@code origins} has the hosts of the catalogue and {@code
     * declarations} the combinations of nine metrics. The last three are made once.
     */
    private static final Map<String, Integer> COLLECTIONS = Map.of(
            "SingleFlight.underWay", 0,
            "SocketHttpClient.idle", 64,
            "TrackedClient.origins", 16,
            "EmbeddedMetrics.declarations", 512,
            "CircuitBreaker.sources", 3,
            "Ports.checks", 2,
            "Ports.logMembers", 8,
            "Services.bySegment", 16);

    private final Map<String, Long> caches = new TreeMap<>();
    private final Map<String, Integer> collections = new TreeMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> unread = new ArrayDeque<>();

    @Test
    void every_map_and_cache_is_bounded() throws Exception {
        Map<String, String> environment = new HashMap<>();
        try (CrowdServices services = CrowdServices.start();
                StubAws aws = StubAws.start()) {
            environment.putAll(services.environment());
            environment.putAll(Map.of(
                    "ENVIRONMENT",
                    "dev",
                    "CACHE",
                    "crow-gateway",
                    "SERVICE_API_KEY_ORG_SERVICE",
                    Platform.SERVICE_KEY,
                    "CRAWLER_SERVICE_SECRET",
                    Platform.CRAWLER_SECRET));
            GatewayFunction function = new GatewayFunction(
                    environment, aws.clients(), InstantSource.system(), new SecureRandom(), _ -> {});
            SplittableRandom random = new SplittableRandom(20261126);
            for (int i = 0; i < REQUESTS; i++) {
                byte[] event = Asked.next(random).event().getBytes(StandardCharsets.UTF_8);
                function.handleRequest(new ByteArrayInputStream(event), new ByteArrayOutputStream(), new TestContext());
            }

            walk(function);
        }

        assertThat(caches).isEqualTo(new TreeMap<>(CACHES));
        assertThat(collections.keySet()).isEqualTo(new TreeMap<>(COLLECTIONS).keySet());
        assertThat(collections)
                .allSatisfy((field, size) -> assertThat(size).as(field).isLessThanOrEqualTo(COLLECTIONS.get(field)));
    }

    private void walk(Object root) throws IllegalAccessException {
        unread.add(root);
        while (!unread.isEmpty()) {
            Object next = unread.remove();
            if (seen.add(next)) {
                readFields(next);
            }
        }
    }

    private void readFields(Object object) throws IllegalAccessException {
        for (Class<?> type = object.getClass(); isOurs(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    Object value = field.get(object);
                    if (value != null) {
                        read(type.getSimpleName() + "." + field.getName(), value);
                    }
                }
            }
        }
    }

    private static boolean isOurs(Class<?> type) {
        return type != null && type.getName().startsWith(OURS);
    }

    private void read(String name, Object value) {
        switch (value) {
            case Cache<?, ?> cache ->
                caches.put(
                        name,
                        cache.policy()
                                .eviction()
                                .map(Policy.Eviction::getMaximum)
                                .orElse(Long.MAX_VALUE));
            case Map<?, ?> map -> {
                note(name, map, map.size());
                unread.addAll(map.values());
            }
            case Collection<?> collection -> {
                note(name, collection, collection.size());
                unread.addAll(collection);
            }
            case Optional<?> optional -> optional.ifPresent(unread::add);
            case AtomicReference<?> reference -> {
                if (reference.get() != null) {
                    read(name, reference.get());
                }
            }
            default -> unread.add(value);
        }
    }

    /** What the JDK refuses to change needs no bound. */
    private void note(String name, Object value, int size) {
        String type = value.getClass().getName();
        if (!type.contains("Immutable") && !type.contains("Unmodifiable")) {
            collections.merge(name, size, Math::max);
        }
    }
}
