package dev.crowai.gateway.ratelimit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A count that runs at the same time as its request. Its decision never changes once it is made. Thread-safe. */
final class PendingDecision {
    private final CompletableFuture<Decision> decision;
    private final Supplier<Decision> whenLate;
    private final Supplier<CompletableFuture<?>> takingBack;

    /**
     * A count that has begun.
     *
     * @param decision never completes exceptionally
     * @param whenLate decides when the count takes too long
     * @param takingBack begins to take the count back as soon as it is made
     */
    PendingDecision(
            CompletableFuture<Decision> decision,
            Supplier<Decision> whenLate,
            Supplier<CompletableFuture<?>> takingBack) {
        this.decision = decision.copy();
        this.whenLate = whenLate;
        this.takingBack = takingBack;
    }

    /** A refusal that needs no count. */
    static PendingDecision of(Decision known) {
        CompletableFuture<Decision> decided = CompletableFuture.completedFuture(known);
        return new PendingDecision(decided, () -> known, () -> decided);
    }

    /** Whether it is already known that the request is over its limit. */
    boolean isKnownToRefuse() {
        return decision.isDone() && decision.join().refuses();
    }

    /** Waits for the count, at most for the given time. After that, this instance decides alone. */
    Decision await(Duration most) {
        try {
            return decision.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return decideAlone();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return decideAlone();
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The count may arrive at the same moment. The first of the two decisions is the final one. */
    private Decision decideAlone() {
        if (!decision.isDone()) {
            decision.complete(whenLate.get());
        }
        return decision.join();
    }

    /** Completes when the decision is made. */
    CompletableFuture<?> done() {
        return decision;
    }

    /**
     * Begins to take the count back. The returned future completes when that is finished, and never completes
     * exceptionally.
     */
    CompletableFuture<?> takeBack() {
        return takingBack.get();
    }
}
