package dev.crowai.gateway.identity;

/** The kind of credential that a client sends. */
public enum CredentialKind {
    /** A session cookie. */
    SESSION("session"),
    /** A {@code crow_} key. */
    API_KEY("api-key"),
    /** A bearer JWT. */
    JWT("jwt"),
    /** No credential. */
    NONE("none");

    private final String label;

    CredentialKind(String label) {
        this.label = label;
    }

    /** The name in logs, metrics and table keys. */
    public String label() {
        return label;
    }
}
