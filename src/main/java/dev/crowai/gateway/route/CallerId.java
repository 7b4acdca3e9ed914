package dev.crowai.gateway.route;

import java.util.Optional;

/** A kind of id that belongs to the caller. Patterns and body fields of an {@link AccessRule} require such ids. */
public enum CallerId {
    /** The auth service's id of the user. */
    AUTH_ID("own auth id"),
    /** The {@code id} of the caller's row at the user service. */
    ROW_ID("own row id"),
    /**
     * Any id of the caller's own organization: the UUID, or an id of the auth service. For a session, the auth service
     * must have confirmed the membership.
     */
    ORGANIZATION("own organization"),
    /** The auth service's id of the active organization, if the auth service has confirmed the membership. */
    ACTIVE_ORGANIZATION("active auth id");

    private final String label;

    CallerId(String label) {
        this.label = label;
    }

    static Optional<CallerId> named(String label) {
        for (CallerId own : values()) {
            if (own.label.equals(label)) {
                return Optional.of(own);
            }
        }
        return Optional.empty();
    }

    public boolean isOfOrganization() {
        return this == ORGANIZATION || this == ACTIVE_ORGANIZATION;
    }

    @Override
    public String toString() {
        return label;
    }
}
