package dev.crowai.gateway.pipeline;

import java.util.Locale;
import java.util.Optional;

/** How much a log line matters, the least first. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    private final String label = name().toLowerCase(Locale.ROOT);
    private final String beginning = "{\"level\":\"" + label + '"';

    /** {@code debug}, {@code info}, {@code warn} or {@code error}, in any letter case. */
    public static Optional<LogLevel> parse(String text) {
        for (LogLevel level : values()) {
            if (level.name().equals(text.toUpperCase(Locale.ROOT))) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    /** The level of a line, from its first member. A line that has none is an error, so that no filter drops it. */
    static LogLevel of(String line) {
        for (LogLevel level : values()) {
            if (line.startsWith(level.beginning)) {
                return level;
            }
        }
        return ERROR;
    }

    /** The value of the member {@code level}. */
    public String label() {
        return label;
    }
}
