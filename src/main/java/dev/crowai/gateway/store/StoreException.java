package dev.crowai.gateway.store;

/** The store gave no answer in time, or refused one. Every feature decides in one place how it goes on without. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
