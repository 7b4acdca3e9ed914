package dev.crowai.gateway.identity;

import java.util.Optional;

/**
 * The organization that a session has active, and whether its user is a member of it (SPEC "Identity", tier 2). A
 * session keeps its active organization after its user has been removed from it.
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
     * The user is no member, or no longer. The session has no organization, and no other is looked for.
     *
     * @param authId the auth service's id of the organization
     */
    record NotMember(String authId) implements ActiveOrganization {}

    /** The auth service's id of the organization, if the membership is proved. */
    default Optional<String> proved() {
        return this instanceof Proved(String authId) ? Optional.of(authId) : Optional.empty();
    }

    /** The auth service's id that the session names, member or not. It proves nothing. */
    default Optional<String> named() {
        return switch (this) {
            case None _ -> Optional.empty();
            case Proved(String authId) -> Optional.of(authId);
            case NotMember(String authId) -> Optional.of(authId);
        };
    }
}
