package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Quota;
import java.time.Duration;
import java.time.Instant;

/**
 * What the limiter says about a request, and how it is written into headers.
 *
 * @param fallback whether this instance counted alone
 */
record Decision(Policy policy, Quota quota, Count count, boolean fallback) {
    private static final long NANOS = 1_000_000_000L;

    boolean refuses() {
        return !count.allowed();
    }

    /** {@code RateLimit-Policy} and {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers). */
    Headers headers(Instant now) {
        String name = '"' + policy.label() + '"';
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
