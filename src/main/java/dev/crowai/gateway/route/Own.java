package dev.crowai.gateway.route;

import java.util.Optional;

/** An id of the caller's own, as patterns and body fields of an {@link AccessRule} ask for it. */
public enum Own {
    /** The auth service's id of the user. */
    AUTH_ID("own auth id"),
    /** The {@code id} that the user service gave the caller's row. */
    ROW_ID("own row id"),
    /** Any id by which the caller's organization is proved: the UUID, or an id of the auth service. */
    ORGANIZATION("own organization"),
    /** The auth service's id of the active organization, membership proved. */
    ACTIVE_ORGANIZATION("active auth id");

    private final String label;

    Own(String label) {
        this.label = label;
    }

    static Optional<Own> named(String label) {
        for (Own own : values()) {
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
