package dev.crowai.gateway.route;

import java.util.Locale;
import java.util.Optional;

/** Where the gateway runs; it decides which services stand behind it. */
public enum Environment {
    LOCAL,
    DEV,
    PROD;

    /** {@code local}, {@code dev} or {@code prod}, in lower case. */
    public static Optional<Environment> parse(String text) {
        for (Environment environment : values()) {
            if (environment.toString().equals(text)) {
                return Optional.of(environment);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
