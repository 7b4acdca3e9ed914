package dev.crowai.gateway.pipeline;

import java.util.Locale;

/** A kind of work whose time the log line and {@code Server-Timing} show. */
public enum Stage {
    /** Waiting for the rate limiter's count. */
    LIMIT,
    /** Finding out who calls. */
    AUTH,
    /** Finding out the caller's organization. */
    ORGANIZATION,
    /** Finding out what an access rule asks for. */
    ACCESS,
    /** Reading and writing stored responses. */
    CACHE,
    /** Reading and writing remembered identities. */
    STORE,
    /** Waiting for the service. */
    UPSTREAM;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in logs and headers. */
    public String label() {
        return label;
    }
}
