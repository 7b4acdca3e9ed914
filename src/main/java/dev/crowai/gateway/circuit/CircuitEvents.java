package dev.crowai.gateway.circuit;

import java.time.Duration;

/** What is told to the log when a dependency is left alone. Called on request threads: implementations return at once. */
public interface CircuitEvents {

    /**
     * A dependency has failed several times in a row.
     *
     * @param dependency its host and port, or its name
     * @param cause the last failure; contains no secret
     * @param openTime how long no call is made
     */
    void opened(String dependency, String cause, Duration openTime);

    /** A dependency that was left alone has responded again. */
    void closed(String dependency);
}
