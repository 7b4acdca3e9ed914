package dev.crowai.gateway.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The count of a lookup of an unknown credential. It counts as a failure until the result of the lookup is known (SPEC
 * "Rate limiting", failed-credentials). Many valid credentials at the same moment can use up the budget for an instant,
 * for example after the table was lost. So a refused reservation is tried again, and only the last refusal is stored.
 */
final class Reservation {
    private static final List<Duration> DELAYS = List.of(Duration.ofMillis(100), Duration.ofMillis(200));

    private final PendingDecision counted;
    private final Decision decision;

    private Reservation(PendingDecision counted, Decision decision) {
        this.counted = counted;
        this.decision = decision;
    }

    /**
     * Counts a lookup and waits for the decision.
     *
     * @param ofFailures the buckets of the address and the kind of credential
     * @param most how long the request can wait, retries included
     */
    static Reservation of(RateLimiter limiter, List<Bucket> ofFailures, Duration most) {
        Reservation reservation = decided(limiter.begin(ofFailures), most);
        Duration left = most;
        for (Duration delay : DELAYS) {
            left = left.minus(delay);
            if (!reservation.isRefused() || left.isNegative() || reservation.isRemembered(limiter)) {
                break;
            }
            reservation = decided(limiter.beginAfter(delay, ofFailures), left.plus(delay));
        }
        if (reservation.isRefused()) {
            limiter.remember(reservation.decision.bucket().key(), reservation.decision);
        }
        return reservation;
    }

    private static Reservation decided(PendingDecision counted, Duration most) {
        return new Reservation(counted, counted.await(most));
    }

    private boolean isRemembered(RateLimiter limiter) {
        return limiter.remembered(List.of(decision.bucket().key())).isPresent();
    }

    boolean isRefused() {
        return decision.refuses();
    }

    Decision decision() {
        return decision;
    }

    /** Begins to take the count back, because the credential is valid or the lookup failed. */
    CompletableFuture<?> takeBack() {
        return counted.takeBack();
    }
}
