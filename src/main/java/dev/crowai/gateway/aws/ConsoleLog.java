package dev.crowai.gateway.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crowai.gateway.pipeline.LogSink;
import java.io.PrintStream;

/**
 * Writes log lines to a stream of the process, from which Lambda collects them. Each line is written in one call, so
 * that lines are never mixed, and in UTF-8 in every locale. A closed stream causes no exception.
 */
final class ConsoleLog implements LogSink {
    private final PrintStream out;

    ConsoleLog(PrintStream out) {
        this.out = out;
    }

    @Override
    public void line(String json) {
        out.writeBytes((json + '\n').getBytes(UTF_8));
        out.flush();
    }
}
