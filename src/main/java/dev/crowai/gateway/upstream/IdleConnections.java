package dev.crowai.gateway.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Computes how long a connection to one origin may have been idle. The JDK does not tell which connection its pool uses
 * next. The number of connections is at most the highest number of concurrent requests so far. While that many requests
 * run, no connection is idle. Not thread-safe.
 */
final class IdleConnections {
    private int underWay;
    private int mostUnderWay;
    private Optional<Instant> idleSince = Optional.empty();

    /** A request takes a connection from the pool or opens one. */
    void begin() {
        underWay++;
        if (underWay >= mostUnderWay) {
            mostUnderWay = underWay;
            idleSince = Optional.empty();
        }
    }

    /** A request leaves its connection idle. */
    void end(Instant now) {
        underWay--;
        if (idleSince.isEmpty()) {
            idleSince = Optional.of(now);
        }
    }

    /**
     * Whether a connection may have been idle for longer than {@code limit}. If the wall clock was set back, the idle
     * time is unknown, and the result is true.
     */
    boolean idleLongerThan(Duration limit, Instant now) {
        return idleSince
                .map(since -> Duration.between(since, now))
                .filter(idle -> idle.isNegative() || idle.compareTo(limit) > 0)
                .isPresent();
    }
}
