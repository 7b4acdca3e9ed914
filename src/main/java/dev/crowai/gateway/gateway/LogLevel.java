package dev.crowai.gateway.gateway;

import java.util.Locale;
import java.util.Optional;

/** How much the gateway writes: lines of this level and the ones below. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /** {@code debug}, {@code info}, {@code warn} or {@code error}, in any letter case. */
    public static Optional<LogLevel> parse(String text) {
        for (LogLevel level : values()) {
            if (level.name().equals(text.toUpperCase(Locale.ROOT))) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
