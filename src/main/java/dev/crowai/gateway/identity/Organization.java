package dev.crowai.gateway.identity;

import java.util.Optional;

/**
 * The caller's organization, once resolved (SPEC "Organization").
 *
 * @param id the internal UUID, which services get as {@code X-Organization-Id}
 * @param authId the auth service's id by which it was resolved; empty when it came as a UUID
 */
public record Organization(String id, Optional<String> authId) {

    /** An organization that was named by its UUID. */
    public static Organization of(String id) {
        return new Organization(id, Optional.empty());
    }
}
