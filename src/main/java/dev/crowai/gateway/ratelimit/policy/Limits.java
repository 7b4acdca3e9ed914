package dev.crowai.gateway.ratelimit.policy;

import dev.crowai.gateway.store.Quota;
import java.util.Map;

/**
 * The limits of a deployment.
 *
 * @param mode what happens to requests that are over a limit
 * @param overrides quotas that replace the policies' own; may be empty
 */
public record Limits(RateLimitMode mode, Map<Policy, Quota> overrides) {
    public Limits {
        overrides = Map.copyOf(overrides);
    }

    /** The limits of SPEC "Rate limiting", enforced. */
    public static Limits standard() {
        return new Limits(RateLimitMode.ENFORCE, Map.of());
    }

    public Quota quota(Policy policy) {
        return overrides.getOrDefault(policy, policy.quota());
    }
}
