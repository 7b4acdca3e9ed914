package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WHATWG HTML §9.2.5: where the last whole event of a stream ends. */
class EventBoundaryTest {
    @ParameterizedTest
    @CsvSource({
        "'data: a\\n\\ndata: b',9",
        "'data: a\\r\\rdata: b',9",
        "'data: a\\r\\n\\r\\ndata: b',11",
        "'data: a\\r\\n\\ndata: b',10",
        "'data: a\\n\\r\\ndata: b',10",
        "'data: a\\n\\rdata: b',9",
        "'data: a\\r\\n',0",
        "'data: a\\r\\n\\r',10",
        "'data: a\\n\\n\\n\\n',11",
        "'\\n',1",
        "'\\uFEFF\\ndata: a',4",
        "'\\uFEFFdata: a\\n\\n',12",
        "'',0",
        "'data: a',0",
        "'\\uFEFF',0",
    })
    void an_event_ends_with_a_blank_line(String stream, int end) {
        byte[] bytes = unescaped(stream);

        assertThat(EventBoundary.last(bytes, bytes.length)).isEqualTo(end);
    }

    private static byte[] unescaped(String text) {
        return text.replace("\\uFEFF", "\uFEFF").translateEscapes().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void only_the_bytes_that_have_arrived_are_read() {
        byte[] buffer = unescaped("data: a\\n\\n\\n");

        assertThat(EventBoundary.last(buffer, 9)).isEqualTo(9);
        assertThat(EventBoundary.last(buffer, 8)).isZero();
        assertThat(EventBoundary.last(unescaped("a\\r\\r\\n"), 3)).isEqualTo(3);
    }

    @Test
    void three_bytes_that_only_resemble_a_byte_order_mark_are_a_line() {
        assertThat(EventBoundary.last(new byte[] {'x', (byte) 0xBB, (byte) 0xBF, '\n'}, 4))
                .isZero();
        assertThat(EventBoundary.last(new byte[] {(byte) 0xEF, 'x', (byte) 0xBF, '\n'}, 4))
                .isZero();
        assertThat(EventBoundary.last(new byte[] {(byte) 0xEF, (byte) 0xBB, 'x', '\n'}, 4))
                .isZero();
    }
}
