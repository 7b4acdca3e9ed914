package dev.crowai.gateway.ratelimit.policy;

import java.util.Optional;

/** How a deployment applies its limits ({@code RATE_LIMIT_MODE}). */
public enum RateLimitMode {
    /** Requests over a limit are refused. */
    ENFORCE("enforce"),
    /** Everything is done except the refusal: counts, header fields, log and metric. */
    OBSERVE("observe"),
    /** Nothing is counted, and no header field or log entry is written. */
    OFF("off");

    private final String label;

    RateLimitMode(String label) {
        this.label = label;
    }

    /** The mode of this name in the settings; empty for an unknown name. */
    public static Optional<RateLimitMode> named(String label) {
        for (RateLimitMode mode : values()) {
            if (mode.label.equals(label)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
