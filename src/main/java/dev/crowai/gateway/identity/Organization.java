package dev.crowai.gateway.identity;

import java.util.Optional;

/**
 * The resolved organization of the caller (SPEC "Organization").
 *
 * @param id the internal UUID, which services get as {@code X-Organization-Id}
 * @param authId the auth service's id from which the UUID was resolved; empty when the UUID itself was given
 */
public record Organization(String id, Optional<String> authId) {

    /** An organization that was named by its UUID. */
    public static Organization of(String id) {
        return new Organization(id, Optional.empty());
    }
}
