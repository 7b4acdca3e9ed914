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
 * What the limiter says about a request, and how it is written into headers.
 *
 * @param fallback whether this instance counted alone
 */
record Decision(Bucket bucket, Count count, boolean fallback) {
    private static final long NANOS = 1_000_000_000L;

    /** The later its window moves, the tighter a refusal; the fewer it leaves, the tighter an admission. */
    private static final Comparator<Decision> BY_SLACK = Comparator.comparing(Decision::refuses)
            .reversed()
            .thenComparing((one, other) -> one.refuses() ? other.count.movesAt().compareTo(one.count.movesAt()) : 0)
            .thenComparingInt(decision -> decision.count.remaining());

    /**
     * The one that a request with several buckets goes by: a refusal before any other, the first among equals.
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

    /** Whole seconds, at least 1, after which the window has given back a request. */
    long secondsLeft(Instant now) {
        long nanos = Duration.between(now, count.movesAt()).toNanos();
        return Math.max(1, Math.ceilDiv(nanos, NANOS));
    }
}
