package dev.crowai.gateway.pipeline;

import java.util.Locale;

/** A kind of work. The log line and {@code Server-Timing} show how long it took. */
public enum Stage {
    /** Waiting for the count of the rate limiter. */
    LIMIT,
    /** Identifying the caller. */
    AUTH,
    /** Resolving the caller's organization. */
    ORGANIZATION,
    /** Looking up facts that an access rule needs. */
    ACCESS,
    /** Reading and writing stored responses. */
    CACHE,
    /** Reading and writing remembered identities. */
    STORE,
    /** Waiting for the target service. */
    UPSTREAM;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in logs and headers. */
    public String label() {
        return label;
    }
}
