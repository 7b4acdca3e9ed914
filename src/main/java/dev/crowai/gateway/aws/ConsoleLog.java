package dev.crowai.gateway.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crowai.gateway.pipeline.LogSink;
import java.io.PrintStream;

/**
 * Writes to a stream of the process, where Lambda collects lines: each in one piece, so that none are mixed, and in
 * UTF-8, whatever the locale. A stream that is gone is no reason to throw.
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
