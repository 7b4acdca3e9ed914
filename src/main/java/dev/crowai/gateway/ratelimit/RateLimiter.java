package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.observe.NoticeThrottle;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Counts the requests of all chains of an instance. When a bucket is over its limit, its requests are refused from
 * memory until its window moves. When the store gives no count, the instance counts alone. Thread-safe.
 */
public final class RateLimiter {
    /**
     * Longer than a store call with its retry can take. So this limit only ends a wait that no other time-out has
     * ended.
     */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(900);

    private static final Duration BETWEEN_REPORTS = Duration.ofMinutes(1);

    /**
     * The TTL of a refusal that may end before its window moves: a refusal by the instance's own count, or by counts
     * that may be taken back.
     */
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Limits limits;
    private final Buckets buckets;
    private final Counters shared;
    private final InMemoryStore fallback;
    private final InstantSource clock;
    private final Executor executor;
    private final RateLimitEvents events;
    private final Duration longestWait;
    private final Function<Duration, Executor> delayed;
    private final Refusals refused = new Refusals();
    private final NoticeThrottle unparsableAddresses;

    /**
     * A limiter with nothing in memory.
     *
     * @param shared the counters of all instances
     * @param fallback the counters that are used while {@code shared} fails
     * @param executor runs counts at the same time as their requests, on a pool of threads
     */
    public RateLimiter(
            Limits limits,
            Counters shared,
            InMemoryStore fallback,
            InstantSource clock,
            Executor executor,
            RateLimitEvents events) {
        this(
                limits,
                shared,
                fallback,
                clock,
                executor,
                events,
                LONGEST_WAIT,
                delay -> CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, executor));
    }

    /** The same, with another longest wait for the store and other executors for delayed work. */
    RateLimiter(
            Limits limits,
            Counters shared,
            InMemoryStore fallback,
            InstantSource clock,
            Executor executor,
            RateLimitEvents events,
            Duration longestWait,
            Function<Duration, Executor> delayed) {
        this.limits = limits;
        this.buckets = new Buckets(limits);
        this.shared = shared;
        this.fallback = fallback;
        this.clock = clock;
        this.unparsableAddresses = new NoticeThrottle(BETWEEN_REPORTS, clock);
        this.executor = executor;
        this.events = events;
        this.longestWait = longestWait;
        this.delayed = delayed;
    }

    RateLimitMode mode() {
        return limits.mode();
    }

    boolean enforces() {
        return limits.mode() == RateLimitMode.ENFORCE;
    }

    Buckets buckets() {
        return buckets;
    }

    /** How long a request waits for its count. After that, this instance counts alone. */
    Duration longestWait() {
        return longestWait;
    }

    Instant now() {
        return clock.instant();
    }

    /** A stored refusal of one of these buckets. A request that has one is refused without a count. */
    Optional<Decision> remembered(Collection<StoreKey> keys) {
        return refused.find(keys, clock.instant());
    }

    /** Stores a refusal under this key. */
    void remember(StoreKey key, Decision refusal) {
        refused.put(key, refusal, refusedUntil(refusal, clock.instant()));
    }

    private static Instant refusedUntil(Decision refusal, Instant now) {
        boolean mayEndEarly = refusal.fallback() || refusal.policy() == Policy.FAILED_CREDENTIALS;
        return mayEndEarly ? now.plus(BETWEEN_TRIES) : refusal.count().movesAt();
    }

    /**
     * Begins to count a request.
     *
     * @param counted one bucket or more; a request that one of them refuses counts in none
     */
    PendingDecision begin(List<Bucket> counted) {
        return begin(counted, executor);
    }

    /** The same, after a delay. */
    PendingDecision beginAfter(Duration delay, List<Bucket> counted) {
        return begin(counted, delayed.apply(delay));
    }

    private PendingDecision begin(List<Bucket> counted, Executor counting) {
        Instant now = clock.instant();
        Optional<Decision> standing =
                refused.find(counted.stream().map(Bucket::key).toList(), now);
        if (standing.isPresent()) {
            return PendingDecision.of(standing.get());
        }
        List<CompletableFuture<Decision>> counts =
                counted.stream().map(bucket -> count(bucket, now, counting)).toList();
        CompletableFuture<List<Decision>> all = CompletableFuture.allOf(counts.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> counts.stream().map(CompletableFuture::join).toList());
        CompletableFuture<List<Decision>> alone = new CompletableFuture<>();
        return new PendingDecision(
                all.thenApply(this::settle),
                () -> {
                    alone.complete(decideAlone(counted, now));
                    return settle(alone.join());
                },
                () -> {
                    takeBack(alone.getNow(List.of()));
                    return all.thenAcceptAsync(this::takeBack, executor);
                });
    }

    private CompletableFuture<Decision> count(Bucket bucket, Instant now, Executor counting) {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        counting.execute(() -> decision.complete(decide(bucket, now)));
        return decision;
    }

    private Decision decide(Bucket bucket, Instant now) {
        try {
            return noted(new Decision(bucket, shared.count(bucket.key(), bucket.quota(), now), false), now);
        } catch (StoreException | RuntimeException failure) {
            return fallBack(bucket, now, failure);
        }
    }

    private List<Decision> decideAlone(List<Bucket> counted, Instant now) {
        return counted.stream()
                .map(bucket -> fallBack(bucket, now, new StoreException("the count took too long")))
                .toList();
    }

    private Decision fallBack(Bucket bucket, Instant now, Exception cause) {
        events.fellBack(bucket.policy(), cause);
        return noted(new Decision(bucket, fallback.count(bucket.key(), bucket.quota(), now), true), now);
    }

    private Decision noted(Decision decision, Instant now) {
        if (decision.refuses() && decision.policy() != Policy.FAILED_CREDENTIALS) {
            refused.put(decision.bucket().key(), decision, refusedUntil(decision, now));
        }
        return decision;
    }

    /** A refused request does not count. So the count in every bucket that would have allowed it is taken back. */
    private Decision settle(List<Decision> decisions) {
        Decision tightest = Decision.tightest(decisions);
        if (tightest.refuses()) {
            takeBack(decisions);
        }
        return tightest;
    }

    private void takeBack(List<Decision> decisions) {
        decisions.forEach(this::takeBack);
    }

    /** When the store fails, the request still counts. The error is not in favour of the client. */
    private void takeBack(Decision decision) {
        if (decision.refuses()) {
            return;
        }
        Bucket bucket = decision.bucket();
        Count.Entry entry = decision.count().entry().orElseThrow();
        try {
            Counters counted = decision.fallback() ? fallback : shared;
            counted.takeBack(bucket.key(), bucket.quota(), entry);
        } catch (StoreException | RuntimeException failure) {
            events.fellBack(bucket.policy(), failure);
        }
    }

    /** Runs something at the same time as a request. */
    CompletableFuture<?> run(Runnable work) {
        return CompletableFuture.runAsync(work, executor);
    }

    /** Reports a client whose address cannot be parsed, at most once a minute. */
    void report(ClientAddress client) {
        if (client.network().equals(ClientAddress.UNPARSABLE) && unparsableAddresses.tryAcquire()) {
            events.unparsableAddress();
        }
    }
}
