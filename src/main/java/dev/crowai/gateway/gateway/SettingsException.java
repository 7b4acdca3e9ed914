package dev.crowai.gateway.gateway;

import java.util.List;

/** Settings that are wrong or missing: all of them, by name; never the value of a secret. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * All faults in one message, a line each.
     *
     * @param faults at least one
     */
    public SettingsException(List<String> faults) {
        super("The gateway cannot start:\n- " + String.join("\n- ", faults));
    }
}
