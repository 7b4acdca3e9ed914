package dev.crowai.gateway.store;

/** The store did not respond in time, or refused a call. Each caller handles this in one place. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
