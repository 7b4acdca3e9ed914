package dev.crowai.gateway.local;

/** The local gateway cannot start, for a reason that whoever started it can do something about. */
public final class LocalStartException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * What the terminal shows.
     *
     * @param message one line: what is wrong and what to do
     */
    LocalStartException(String message) {
        super(message);
    }
}
