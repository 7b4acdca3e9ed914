package dev.crowai.gateway.route;

/** Who may use a row of the catalogue, or a path of an {@link AccessRule}. Internal callers may use all of them. */
public enum OpenTo {
    /** Everyone, including anonymous callers. */
    ANYONE("anyone"),
    /** A caller with a session, JWT or API key that is not anonymous. */
    KNOWN("known"),
    /** A known caller with a session or a JWT, not with an API key. */
    SESSION_OR_JWT("session or JWT"),
    /** A known caller with a session. */
    SESSION("session"),
    /** A known caller with an organization. */
    MEMBER("member"),
    /** No client. */
    NOBODY("nobody");

    private final String label;

    OpenTo(String label) {
        this.label = label;
    }

    /** The name in the documentation. */
    @Override
    public String toString() {
        return label;
    }
}
