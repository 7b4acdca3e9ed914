package dev.crowai.gateway.route;

import java.util.Locale;
import java.util.Optional;

/** The environment of the gateway. It decides which addresses the services have. */
public enum Environment {
    LOCAL,
    DEV,
    PROD;

    /** Parses {@code local}, {@code dev} or {@code prod}, in lower case; empty for any other text. */
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
