package dev.crowai.gateway.route;

/** Which remembered identities a request makes outdated, if the service accepts the request. */
public enum EvictionScope {
    NOTHING,
    /** The caller's own session. */
    SESSION,
    /** Every session, key and membership of the caller. */
    USER,
    /** The API key that the body names. */
    API_KEY
}
