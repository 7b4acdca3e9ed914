package dev.crowai.gateway.store;

/** A call to the store failed. Each caller handles this in one place. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean ofItem;

    private StoreException(String message, boolean ofItem, Throwable cause) {
        super(message, cause);
        this.ofItem = ofItem;
    }

    private StoreException(String message, boolean ofItem) {
        super(message);
        this.ofItem = ofItem;
    }

    /** The store did not respond in time, or refused the call. */
    public StoreException(String message, Throwable cause) {
        this(message, false, cause);
    }

    /** The store did not respond in time, or refused the call. */
    public StoreException(String message) {
        this(message, false);
    }

    /** The store responded, and one item could not be used, see {@link #ofItem(String, Throwable)}. */
    public static StoreException ofItem(String message) {
        return new StoreException(message, true);
    }

    /**
     * The store responded, and one item could not be used: its attributes have other types than this version writes, or
     * other instances changed it first each time. Other items are not affected.
     */
    public static StoreException ofItem(String message, Throwable cause) {
        return new StoreException(message, true, cause);
    }

    /** Whether the failure is one of a single item, so that other calls may succeed. */
    public boolean isOfItem() {
        return ofItem;
    }
}
