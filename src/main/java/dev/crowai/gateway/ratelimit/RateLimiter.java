package dev.crowai.gateway.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts requests for every chain of an instance. A client that is over its limit is refused from memory until its
 * window moves; a store that gives no count is replaced by the instance's own. Thread-safe.
 */
public final class RateLimiter {
    /** Clients whose refusal is remembered; a flood from more costs a write each. */
    private static final int MOST_REFUSED = 10_000;

    /** Above what a store call takes with its retry, so that this only ends a wait that nothing else has ended. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(900);

    private static final Duration BETWEEN_REPORTS = Duration.ofMinutes(1);

    /** How long a refusal by the instance's own count stands before the store is asked again. */
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private record Refusal(Decision decision, Instant until) {}

    private final Limits limits;
    private final Counters shared;
    private final InMemoryStore fallback;
    private final InstantSource clock;
    private final Executor executor;
    private final RateLimitEvents events;
    private final Duration longestWait;
    private final Cache<StoreKey, Refusal> refused = Caffeine.newBuilder()
            .maximumSize(MOST_REFUSED)
            .executor(Runnable::run)
            .build();
    private final AtomicReference<Instant> nextReport = new AtomicReference<>(Instant.MIN);

    /**
     * A limiter with nothing in memory.
     *
     * @param shared what all instances count in
     * @param fallback what counts while {@code shared} fails
     * @param executor where counting runs beside the request: virtual threads
     */
    public RateLimiter(
            Limits limits,
            Counters shared,
            InMemoryStore fallback,
            InstantSource clock,
            Executor executor,
            RateLimitEvents events) {
        this(limits, shared, fallback, clock, executor, events, LONGEST_WAIT);
    }

    /** The same, for a store that is known to be slow. */
    RateLimiter(
            Limits limits,
            Counters shared,
            InMemoryStore fallback,
            InstantSource clock,
            Executor executor,
            RateLimitEvents events,
            Duration longestWait) {
        this.limits = limits;
        this.shared = shared;
        this.fallback = fallback;
        this.clock = clock;
        this.executor = executor;
        this.events = events;
        this.longestWait = longestWait;
    }

    RateLimitMode mode() {
        return limits.mode();
    }

    /** How long a request waits for its count before this instance's own decides. */
    Duration longestWait() {
        return longestWait;
    }

    Instant now() {
        return clock.instant();
    }

    /** Begins to count a request of that client. */
    PendingDecision begin(Policy policy, ClientAddress client) {
        Quota quota = limits.quota(policy);
        Instant now = clock.instant();
        StoreKey key = key(policy, quota, network(client, now));
        Refusal remembered = refused.getIfPresent(key);
        if (remembered != null && now.isBefore(remembered.until())) {
            return PendingDecision.of(remembered.decision());
        }
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        executor.execute(() -> decision.complete(decide(policy, quota, key, now)));
        return new PendingDecision(
                decision, () -> fallBack(policy, quota, key, now, new StoreException("the count took too long")));
    }

    private Decision decide(Policy policy, Quota quota, StoreKey key, Instant now) {
        try {
            Count count = shared.count(key, quota, now);
            Decision decision = new Decision(policy, quota, count, false);
            if (decision.refuses()) {
                refused.put(key, new Refusal(decision, count.movesAt()));
            }
            return decision;
        } catch (StoreException | RuntimeException failure) {
            return fallBack(policy, quota, key, now, failure);
        }
    }

    private Decision fallBack(Policy policy, Quota quota, StoreKey key, Instant now, Exception cause) {
        events.fellBack(policy, cause);
        Decision decision = new Decision(policy, quota, fallback.count(key, quota, now), true);
        if (decision.refuses()) {
            refused.put(key, new Refusal(decision, now.plus(BETWEEN_TRIES)));
        }
        return decision;
    }

    /** A quota that a deployment changes begins a count of its own, for a count holds for one quota only. */
    private static StoreKey key(Policy policy, Quota quota, String network) {
        return new StoreKey("limit:" + policy.label() + ":" + network, quota.limit() + "/" + quota.windowSeconds());
    }

    private String network(ClientAddress client, Instant now) {
        String network = client.network();
        if (network.equals(ClientAddress.UNPARSABLE)) {
            Instant due = nextReport.get();
            if (!now.isBefore(due) && nextReport.compareAndSet(due, now.plus(BETWEEN_REPORTS))) {
                events.unparsableAddress();
            }
        }
        return network;
    }
}
