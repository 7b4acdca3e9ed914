package dev.crowai.gateway.upstream;

/** A service gave no usable response. The message contains no header, query or body. */
public final class UpstreamException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kind of failure, as far as it makes a difference for the client. */
    public enum FailureKind {
        /** There was no connection, or it broke before the first byte of a response. */
        UNREACHABLE,
        /** No request was sent: the last requests to this service had no response, and the circuit is open. */
        CIRCUIT_OPEN,
        /** The connection was open, but the response was not complete in time. */
        TIMEOUT,
        /** The response began, and its connection broke before its end. */
        BROKEN_OFF,
        /** The response is not HTTP, has no known end, or is larger than the gateway's limit. */
        UNUSABLE
    }

    private final FailureKind kind;

    public UpstreamException(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public UpstreamException(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public FailureKind kind() {
        return kind;
    }
}
