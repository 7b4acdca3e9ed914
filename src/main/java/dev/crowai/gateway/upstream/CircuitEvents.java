package dev.crowai.gateway.upstream;

import java.time.Duration;

/** What is told to whoever keeps the log when a service is left alone. Called on request threads: it returns at once. */
public interface CircuitEvents {

    /**
     * A service has failed several times in a row.
     *
     * @param host its host and port
     * @param why how it failed the last time
     * @param rest how long it is left alone before the next attempt
     */
    void opened(String host, UpstreamException.FailureKind why, Duration rest);

    /** A service that was left alone has answered again. */
    void closed(String host);
}
