package dev.crowai.gateway.demo;

import java.util.Optional;

/**
 * A user of the demo services with a session.
 *
 * @param userId the auth service's id
 * @param cookie {@code name=value}, as a client sends it
 * @param organizationId the internal UUID of the active organization
 * @param authOrganizationId the auth service's id of the same organization
 */
public record SignedIn(
        String userId, String cookie, Optional<String> organizationId, Optional<String> authOrganizationId) {

    /** Contains no cookie. */
    @Override
    public String toString() {
        return "user " + userId;
    }
}
