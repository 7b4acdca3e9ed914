package dev.crowai.gateway.upstream;

import java.time.Duration;

/**
 * Events of the circuit breakers of the services, for the log. They are called on request threads, so implementations
 * return at once.
 */
public interface CircuitEvents {

    /**
     * A circuit has opened: requests to the service have failed several times in a row.
     *
     * @param host its host and port
     * @param why the last failure
     * @param rest how long its requests are refused before the next attempt
     */
    void opened(String host, UpstreamException.FailureKind why, Duration rest);

    /** A circuit has closed: the service has responded again. */
    void closed(String host);
}
