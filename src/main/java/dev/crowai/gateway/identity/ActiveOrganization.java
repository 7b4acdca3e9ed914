package dev.crowai.gateway.identity;

import java.util.Optional;

/**
 * The active organization of a session, and whether the user is a member of it (SPEC "Identity", tier 2). A session
 * keeps its active organization even after the user was removed from that organization.
 */
public sealed interface ActiveOrganization {

    /** No organization is active. */
    record None() implements ActiveOrganization {}

    /**
     * The user is a member.
     *
     * @param authId the auth service's id of the organization
     */
    record Proved(String authId) implements ActiveOrganization {}

    /**
     * The user is not, or no longer, a member. The caller then has no organization; no other organization is searched
     * for.
     *
     * @param authId the auth service's id of the organization
     */
    record NotMember(String authId) implements ActiveOrganization {}

    /** The auth service's id of the organization, if the membership is proved. */
    default Optional<String> proved() {
        return this instanceof Proved(String authId) ? Optional.of(authId) : Optional.empty();
    }

    /**
     * The auth service's id that the session names, whether or not the user is a member. It does not prove a
     * membership.
     */
    default Optional<String> named() {
        return switch (this) {
            case None _ -> Optional.empty();
            case Proved(String authId) -> Optional.of(authId);
            case NotMember(String authId) -> Optional.of(authId);
        };
    }
}
