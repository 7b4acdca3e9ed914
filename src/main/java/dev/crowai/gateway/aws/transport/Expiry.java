package dev.crowai.gateway.aws.transport;

import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * The time at which an exchange is ended.
 *
 * @param nanoTime the time, in nanoseconds of {@link System#nanoTime}
 */
record Expiry(long nanoTime) {

    static Expiry in(Duration time) {
        return new Expiry(System.nanoTime() + time.toNanos());
    }

    Expiry orIn(Duration time) {
        Expiry other = in(time);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }

    boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }

    /**
     * The remaining time in milliseconds, rounded up.
     *
     * @throws SocketTimeoutException when no time is left
     */
    int millis() throws SocketTimeoutException {
        long left = nanoTime - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no response in time");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(left, 1_000_000L));
    }
}
