package dev.crowai.gateway.route;

/** What a request makes out of date among the remembered identities, if the service does what it asks for. */
public enum EvictionScope {
    NOTHING,
    /** The caller's own session. */
    SESSION,
    /** Every session, key and membership of the caller. */
    USER,
    /** The API key that the body names. */
    API_KEY
}
