package dev.crowai.gateway.gateway;

import java.util.List;

/** Wrong or missing settings. The message names all of them, and never contains the value of a secret. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * All faults in one message, one for each line.
     *
     * @param faults at least one
     */
    public SettingsException(List<String> faults) {
        super("The gateway cannot start:\n- " + String.join("\n- ", faults));
    }
}
