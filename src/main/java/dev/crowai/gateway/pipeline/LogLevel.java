package dev.crowai.gateway.pipeline;

import java.util.Locale;
import java.util.Optional;

/** The importance of a log line, in ascending order. */
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

    /**
     * The level of a line, read from its first member. A line without a level counts as an error, so that no filter
     * drops it.
     */
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
