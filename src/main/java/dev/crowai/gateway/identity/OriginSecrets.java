package dev.crowai.gateway.identity;

import java.util.Optional;

/**
 * The secrets that the proxy in front of the gateway sends as {@code X-Origin-Verify} (SPEC "Configuration").
 *
 * @param current {@code ORIGIN_VERIFY_SECRET}; empty when there is no proxy
 * @param previous {@code ORIGIN_VERIFY_SECRET_PREVIOUS}, which is accepted during a rotation; empty when there is none
 */
public record OriginSecrets(Optional<Secret> current, Optional<Secret> previous) {
    /** The value when there is no proxy: no text matches. */
    public static final OriginSecrets NONE = new OriginSecrets(Optional.empty(), Optional.empty());

    /** Whether the text is one of the secrets. Both comparisons always run, in constant time. */
    public boolean matches(String candidate) {
        boolean matchesCurrent =
                current.map(secret -> secret.matches(candidate)).orElse(false);
        boolean matchesPrevious =
                previous.map(secret -> secret.matches(candidate)).orElse(false);
        return Boolean.logicalOr(matchesCurrent, matchesPrevious);
    }
}
