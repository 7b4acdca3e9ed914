package dev.crowai.gateway.ratelimit.policy;

import dev.crowai.gateway.store.Quota;
import java.util.Optional;

/** The policies. Each has its own budgets (SPEC "Rate limiting"). */
public enum Policy {
    PUBLIC("public", 100, 60, "Rate limit exceeded for public endpoints."),
    STANDARD("standard", 200, 120, Policy.LATER),
    CALLER("caller", 600, 120, Policy.LATER),
    INGEST("ingest", 1200, 120, Policy.LATER),
    AUTHENTICATION("authentication", 50, 300, "Account temporarily locked. Please try again in 5 minutes."),
    AUTHENTICATION_READ("authentication-read", 3000, 300, Policy.LATER),
    FAILED_CREDENTIALS("failed-credentials", 60, 300, "Too many invalid credentials. Please try again later.");

    private static final String LATER = "Rate limit exceeded. Please try again later.";

    private final String label;
    private final int limit;
    private final int windowSeconds;
    private final String message;

    Policy(String label, int limit, int windowSeconds, String message) {
        this.label = label;
        this.limit = limit;
        this.windowSeconds = windowSeconds;
        this.message = message;
    }

    /** The policy with this name in {@code RATE_LIMITS}. */
    public static Optional<Policy> named(String label) {
        for (Policy policy : values()) {
            if (policy.label.equals(label)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }

    /** The name in settings, headers, logs, metrics and table keys. */
    public String label() {
        return label;
    }

    /** The quota, unless the deployment overrides it. */
    public Quota quota() {
        return new Quota(limit, windowSeconds);
    }

    /** The message to a client that is over the limit. */
    public String message() {
        return message;
    }
}
