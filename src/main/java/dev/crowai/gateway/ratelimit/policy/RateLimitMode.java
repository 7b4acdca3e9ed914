package dev.crowai.gateway.ratelimit.policy;

import java.util.Optional;

/** What a deployment does with its limits ({@code RATE_LIMIT_MODE}). */
public enum RateLimitMode {
    /** Whoever is over a limit is refused. */
    ENFORCE("enforce"),
    /** Everything but the refusal: count, headers, log and metric. */
    OBSERVE("observe"),
    /** Nothing is counted or said. */
    OFF("off");

    private final String label;

    RateLimitMode(String label) {
        this.label = label;
    }

    public static Optional<RateLimitMode> named(String label) {
        for (RateLimitMode mode : values()) {
            if (mode.label.equals(label)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    /** The name in settings and logs. */
    public String label() {
        return label;
    }
}
