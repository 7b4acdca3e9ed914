package dev.crowai.gateway.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a connection to one origin may have been idle, without knowing which one the JDK's pool takes next. There are
 * never more connections than requests were under way at once; while as many are under way again, none is idle. Not
 * thread-safe.
 */
final class IdleConnections {
    private int underWay;
    private int mostUnderWay;
    private Optional<Instant> idleSince = Optional.empty();

    /** A request takes a connection. */
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
     * Whether a connection may have been idle for longer than {@code limit}. A wall clock that was set back tells
     * nothing, so that counts as longer.
     */
    boolean idleLongerThan(Duration limit, Instant now) {
        return idleSince
                .map(since -> Duration.between(since, now))
                .filter(idle -> idle.isNegative() || idle.compareTo(limit) > 0)
                .isPresent();
    }
}
