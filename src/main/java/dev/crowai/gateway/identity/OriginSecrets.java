package dev.crowai.gateway.identity;

import java.util.Optional;

/**
 * What the proxy in front of the gateway sends as {@code X-Origin-Verify} (SPEC "Configuration").
 *
 * @param current {@code ORIGIN_VERIFY_SECRET}; empty where no proxy stands in front
 * @param previous {@code ORIGIN_VERIFY_SECRET_PREVIOUS}: accepted too during a rotation
 */
public record OriginSecrets(Optional<Secret> current, Optional<Secret> previous) {
    /** No proxy stands in front: nothing matches. */
    public static final OriginSecrets NONE = new OriginSecrets(Optional.empty(), Optional.empty());

    /** Whether the proxy sends this. Both comparisons run in full, in constant time. */
    public boolean matches(String candidate) {
        boolean matchesCurrent =
                current.map(secret -> secret.matches(candidate)).orElse(false);
        boolean matchesPrevious =
                previous.map(secret -> secret.matches(candidate)).orElse(false);
        return Boolean.logicalOr(matchesCurrent, matchesPrevious);
    }
}
