package dev.crowai.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LogSinkTest {
    private final List<String> lines = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "DEBUG, debug info warn error",
        "INFO, info warn error",
        "WARN, warn error",
        "ERROR, error",
    })
    void a_level_lets_through_itself_and_what_matters_more(LogLevel least, String written) {
        LogSink sink = ((LogSink) lines::add).atLeast(least);

        for (LogLevel level : LogLevel.values()) {
            sink.line(LogEvent.begin(level, level.label(), Instant.EPOCH).toString());
        }

        assertThat(lines.stream().map(line -> line.replaceFirst(".*\"event\":\"(\\w+)\".*", "$1")))
                .containsExactly(written.split(" ", -1));
    }

    @Test
    void a_line_without_a_level_is_never_kept_back() {
        LogSink sink = ((LogSink) lines::add).atLeast(LogLevel.ERROR);

        sink.line("{\"event\":\"unknown\",\"level\":\"debug\"}");

        assertThat(lines).hasSize(1);
    }

    @Test
    void an_event_begins_with_level_name_and_moment() {
        assertThat(LogEvent.begin(LogLevel.WARN, "limiterFallback", Instant.parse("2026-03-01T12:00:00Z"))
                        .toString())
                .isEqualTo("{\"level\":\"warn\",\"event\":\"limiterFallback\",\"timestamp\":\"2026-03-01T12:00:00Z\"}");
    }
}
