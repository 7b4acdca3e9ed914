package dev.crowai.gateway.circuit;

import java.time.Duration;

/** Events of circuit breakers, for the log. They are called on request threads, so implementations return at once. */
public interface CircuitEvents {

    /**
     * A circuit has opened: the dependency has failed several times.
     *
     * @param dependency its host and port, or its name
     * @param cause the last failure; contains no secret
     * @param openTime how long no call is made
     */
    void opened(String dependency, String cause, Duration openTime);

    /** A circuit has closed: the dependency has responded again. */
    void closed(String dependency);
}
