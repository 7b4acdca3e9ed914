package dev.crowai.gateway.upstream;

/** A service gave no usable response. The message names no header, query or body. */
public final class UpstreamException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a client may tell the difference. */
    public enum Kind {
        /** No connection, or one that broke before any byte of a response came. */
        UNREACHABLE,
        /** No request was made: the service has failed several times in a row and is left alone for a moment. */
        LEFT_ALONE,
        /** Connected, but the response was not complete in time. */
        TIMEOUT,
        /** A response that began and whose connection broke before its end. */
        BROKEN_OFF,
        /** A response that is not HTTP, whose end cannot be known, or that is larger than the gateway can hold. */
        UNUSABLE
    }

    private final Kind kind;

    public UpstreamException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public UpstreamException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
