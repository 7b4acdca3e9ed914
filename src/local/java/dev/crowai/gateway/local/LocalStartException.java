package dev.crowai.gateway.local;

/** The local gateway cannot start, for a reason that the user can correct. */
public final class LocalStartException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a message for the terminal.
     *
     * @param message one line: what is wrong and what to do
     */
    LocalStartException(String message) {
        super(message);
    }
}
