package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.pipeline.Admission;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The count of one request, either in the buckets of its address or, once the caller is known, in the bucket of the
 * caller. It also decides which lookups the request may cause. It changes until the request is admitted. Thread-safe.
 */
final class Tally implements Admission {
    private final RateLimiter limiter;
    private final Exchange exchange;
    private final List<Bucket> ofAddress;
    private final boolean hasBudgetOfCaller;
    private final AtomicReference<Optional<Decision>> unknownCredential = new AtomicReference<>(Optional.empty());
    private final Queue<CompletableFuture<?>> unfinished = new ConcurrentLinkedQueue<>();
    private Optional<PendingDecision> counting = Optional.empty();
    private volatile Optional<Identity> countedCaller = Optional.empty();
    private volatile boolean lookedUpByMark;
    private volatile boolean admitted;

    /**
     * A tally that has counted nothing yet.
     *
     * @param ofAddress the buckets in which the request counts, unless its caller has a budget
     * @param hasBudgetOfCaller whether a known caller of this request has a budget
     */
    Tally(RateLimiter limiter, Exchange exchange, List<Bucket> ofAddress, boolean hasBudgetOfCaller) {
        this.limiter = limiter;
        this.exchange = exchange;
        this.ofAddress = ofAddress;
        this.hasBudgetOfCaller = hasBudgetOfCaller;
    }

    /** Begins to count in the buckets of the address, unless the request is counted already. */
    synchronized PendingDecision countAtAddress() {
        PendingDecision begun = counting.orElseGet(() -> begin(ofAddress));
        counting = Optional.of(begun);
        return begun;
    }

    /**
     * Whether the request is counted. If it is, only its own count decides, although another request may have been
     * refused since.
     */
    private synchronized boolean isCounted() {
        return counting.isPresent();
    }

    @Override
    public Optional<Response> count(Identity caller) {
        PendingDecision begun = hasBudgetOfCaller
                ? caller.forwardedUserId().map(id -> count(id, caller)).orElseGet(this::countAtAddress)
                : countAtAddress();
        return limiter.enforces() && begun.isKnownToRefuse() ? Optional.of(refusal(await(begun))) : Optional.empty();
    }

    private synchronized PendingDecision count(String userId, Identity caller) {
        if (counting.isEmpty()) {
            counting = Optional.of(
                    begin(limiter.buckets().ofCaller(userId, exchange.request().client())));
            countedCaller = Optional.of(caller);
        }
        return counting.get();
    }

    @Override
    public Optional<Response> refusal() {
        Decision decision = decision();
        if (limiter.enforces() && decision.refuses()) {
            return Optional.of(refusal(decision));
        }
        admitted = true;
        return Optional.empty();
    }

    private Response refusal(Decision decision) {
        return LimitResponse.refusal(exchange, decision, limiter.now());
    }

    @Override
    public Attempt attempt(CredentialKind kind, boolean knownAsGood) {
        Optional<Decision> addressIsOver = knownAsGood || admitted || isCounted()
                ? Optional.empty()
                : limiter.remembered(ofAddress.stream().map(Bucket::key).toList());
        if (limiter.enforces() && addressIsOver.isPresent()) {
            return refuse(addressIsOver.get());
        }
        if (!countsFailures(kind)) {
            return Attempt.UNCOUNTED;
        }
        List<Bucket> ofFailures =
                limiter.buckets().ofFailures(kind, exchange.request().client());
        if (knownAsGood) {
            return new Permitted(
                    () -> lookedUpByMark = true,
                    () -> {},
                    () -> unfinished.add(begin(ofFailures).done()));
        }
        Reservation reservation =
                exchange.record().time(Stage.LIMIT, () -> Reservation.of(limiter, ofFailures, longestWait()));
        if (reservation.isRefused()) {
            return refuse(reservation.decision());
        }
        Runnable takeBack = () -> unfinished.add(reservation.takeBack());
        return new Permitted(takeBack, takeBack, () -> {});
    }

    /** Whether lookups that find a credential of this kind invalid have their own budget. */
    private static boolean countsFailures(CredentialKind kind) {
        return switch (kind) {
            case SESSION, API_KEY -> true;
            case JWT, NONE -> false;
        };
    }

    /** Refuses a lookup. A request that is admitted already is not affected by that. */
    private Attempt refuse(Decision decision) {
        if (!admitted) {
            unknownCredential.set(Optional.of(decision));
        }
        return limiter.enforces() ? REFUSED : Attempt.UNCOUNTED;
    }

    /** The decision about the request: the refusal of its lookup, if there was one, otherwise its count. */
    Decision decision() {
        Optional<Decision> refused = unknownCredential.get().filter(_ -> limiter.enforces());
        return refused.isPresent() ? refused.get() : await(countAtAddress());
    }

    /** Whether a credential was over its limit and looked up nevertheless, because the deployment only observes. */
    boolean observedCredential() {
        return unknownCredential.get().isPresent();
    }

    /** The caller in whose budget the request counts; empty when it counts in the buckets of the address. */
    Optional<Identity> countedCaller() {
        return countedCaller;
    }

    /**
     * Whether a lookup found that a credential with a mark belongs to an anonymous session. Such a credential
     * identifies no known caller, so it has no budget of its own.
     */
    boolean provedNoCaller() {
        return hasBudgetOfCaller && lookedUpByMark && countedCaller.isEmpty();
    }

    /** Begins a count, whose time the record shows beside that of the request. */
    private PendingDecision begin(List<Bucket> counted) {
        PendingDecision begun = limiter.begin(counted);
        exchange.record().timeBeside(Stage.LIMIT, begun.done());
        return begun;
    }

    private Decision await(PendingDecision pending) {
        return exchange.record().time(Stage.LIMIT, () -> pending.await(longestWait()));
    }

    private Duration longestWait() {
        return exchange.deadline().remainingAtMost(limiter.longestWait());
    }

    /**
     * Waits for everything that runs at the same time as the request. After its response has been returned, the
     * instance may be frozen.
     */
    void finish() {
        for (CompletableFuture<?> work : unfinished) {
            exchange.record().time(Stage.LIMIT, () -> await(work));
        }
    }

    private boolean await(CompletableFuture<?> work) {
        try {
            work.get(longestWait().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | ExecutionException late) {
            return false;
        }
    }

    private static final Attempt REFUSED = new Attempt() {
        @Override
        public boolean isRefused() {
            return true;
        }

        @Override
        public void succeeded(Runnable beside) {}

        @Override
        public void failed(Runnable beside) {}

        @Override
        public void cancelled() {}
    };

    /** A lookup that may be made, and what is done when its result is known. */
    private final class Permitted implements Attempt {
        private final Runnable whenValid;
        private final Runnable whenCancelled;
        private final Runnable whenFailed;

        Permitted(Runnable whenValid, Runnable whenCancelled, Runnable whenFailed) {
            this.whenValid = whenValid;
            this.whenCancelled = whenCancelled;
            this.whenFailed = whenFailed;
        }

        @Override
        public boolean isRefused() {
            return false;
        }

        @Override
        public void succeeded(Runnable beside) {
            unfinished.add(limiter.run(beside));
            whenValid.run();
        }

        @Override
        public void failed(Runnable beside) {
            unfinished.add(limiter.run(beside));
            whenFailed.run();
        }

        @Override
        public void cancelled() {
            whenCancelled.run();
        }
    }
}
