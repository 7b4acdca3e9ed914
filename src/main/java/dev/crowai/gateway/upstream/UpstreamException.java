package dev.crowai.gateway.upstream;

/** A service gave no usable answer. The message names no header, query or body. */
public final class UpstreamException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a client may tell the difference. */
    public enum Kind {
        /** No connection, or one that broke. */
        UNREACHABLE,
        /** Connected, but the answer was not complete in time. */
        TIMEOUT,
        /** An answer that is no HTTP, or over the size that the gateway can hold. */
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
