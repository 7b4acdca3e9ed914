package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The result of one count, and the header fields that describe it.
 *
 * @param fallback whether this instance counted alone
 */
record Decision(Bucket bucket, Count count, boolean fallback) {
    private static final long NANOS = 1_000_000_000L;

    /**
     * Orders decisions of one kind. Among refusals, the one whose window moves last comes first; among admissions, the
     * one with the fewest requests left.
     */
    private static final Comparator<Decision> BY_SLACK = Comparator.comparing(Decision::refuses)
            .reversed()
            .thenComparing((one, other) -> one.refuses() ? other.count.movesAt().compareTo(one.count.movesAt()) : 0)
            .thenComparingInt(decision -> decision.count.remaining());

    /**
     * The decision that applies to a request with several buckets: a refusal before an admission, and the first one
     * among equals.
     *
     * @param decisions at least one
     */
    static Decision tightest(List<Decision> decisions) {
        return decisions.stream().min(BY_SLACK).orElseThrow();
    }

    Policy policy() {
        return bucket.policy();
    }

    boolean refuses() {
        return !count.allowed();
    }

    /** {@code RateLimit-Policy} and {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers). */
    Headers headers(Instant now) {
        Quota quota = bucket.quota();
        String name = '"' + policy().label() + '"';
        return Headers.of(
                "RateLimit-Policy", name + ";q=" + quota.limit() + ";w=" + quota.windowSeconds(),
                "RateLimit", name + ";r=" + count.remaining() + ";t=" + secondsLeft(now));
    }

    /** The time until the window allows another request, in whole seconds, at least 1. */
    long secondsLeft(Instant now) {
        long nanos = Duration.between(now, count.movesAt()).toNanos();
        return Math.max(1, Math.ceilDiv(nanos, NANOS));
    }
}
