package dev.crowai.gateway.ratelimit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A count that runs beside its request. However often it is asked, it says one thing. Thread-safe. */
final class PendingDecision {
    private final CompletableFuture<Decision> decision;
    private final Supplier<Decision> whenLate;
    private final Supplier<CompletableFuture<?>> takingBack;

    /**
     * A count that has begun.
     *
     * @param decision never completes exceptionally
     * @param whenLate what decides when the count takes too long
     * @param takingBack begins to take the count back, as soon as it is made
     */
    PendingDecision(
            CompletableFuture<Decision> decision,
            Supplier<Decision> whenLate,
            Supplier<CompletableFuture<?>> takingBack) {
        this.decision = decision.copy();
        this.whenLate = whenLate;
        this.takingBack = takingBack;
    }

    /** A refusal that is known without counting. */
    static PendingDecision of(Decision known) {
        CompletableFuture<Decision> decided = CompletableFuture.completedFuture(known);
        return new PendingDecision(decided, () -> known, () -> decided);
    }

    /** Whether it is already known that the request is over its limit. */
    boolean isKnownToRefuse() {
        return decision.isDone() && decision.join().refuses();
    }

    /** Waits for the count, but no longer than that. */
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

    /** The count may still arrive at this moment; whoever is first decides. */
    private Decision decideAlone() {
        if (!decision.isDone()) {
            decision.complete(whenLate.get());
        }
        return decision.join();
    }

    /** Done when it is decided. */
    CompletableFuture<?> done() {
        return decision;
    }

    /** Begins to take the count back. What comes back is done when that is done, and never fails. */
    CompletableFuture<?> takeBack() {
        return takingBack.get();
    }
}
