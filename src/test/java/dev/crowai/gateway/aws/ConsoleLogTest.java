package dev.crowai.gateway.aws;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConsoleLogTest {

    @Test
    void a_line_is_utf_8_whatever_the_locale_of_the_process() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new ConsoleLog(new PrintStream(bytes, true, US_ASCII)).line("{\"path\":\"/é✓\"}");

        assertThat(bytes.toString(UTF_8)).isEqualTo("{\"path\":\"/é✓\"}\n");
    }

    @Test
    void a_line_is_written_in_one_piece() {
        List<Integer> writes = new ArrayList<>();
        OutputStream pieces = new OutputStream() {
            @Override
            public void write(int one) {
                writes.add(1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes.add(length);
            }
        };

        new ConsoleLog(new PrintStream(pieces, false, UTF_8)).line("x".repeat(100_000));

        assertThat(writes).containsExactly(100_001);
    }

    @Test
    void a_stream_that_is_gone_is_no_reason_to_throw() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("gone");
            }
        };
        ConsoleLog log = new ConsoleLog(new PrintStream(gone, true, UTF_8));

        assertThatCode(() -> log.line("{}")).doesNotThrowAnyException();
    }
}
