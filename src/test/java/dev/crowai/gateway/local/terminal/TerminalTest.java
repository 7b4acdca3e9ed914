package dev.crowai.gateway.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.local.inspector.RequestSummary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    private static final Map<String, String> XTERM = Map.of("TERM", "xterm-256color");

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
    private final Terminal plain = Terminal.of(out, false, XTERM);

    private static RequestSummary request(int status, String who, String cache, String refusal) {
        return new RequestSummary(
                1,
                Instant.EPOCH,
                "GET",
                "/api/v1/products",
                "q=cup",
                "/api/v1/products",
                status,
                "core-product-service",
                who,
                cache,
                "allowed",
                refusal,
                12.4);
    }

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_request_is_one_line() {
        plain.request(request(200, "ann@acme", "hit", ""));

        assertThat(shown()).isEqualTo("200 GET /api/v1/products  ann@acme  HIT  12 ms\n");
    }

    @Test
    void a_request_that_was_refused_says_why() {
        plain.request(request(401, "none", "", "Authentication required"));

        assertThat(shown()).isEqualTo("401 GET /api/v1/products  Authentication required  12 ms\n");
    }

    @Test
    void a_terminal_shows_colours() {
        Terminal.of(out, true, XTERM).request(request(200, "ann@acme", "hit", ""));

        assertThat(shown())
                .isEqualTo("\u001b[32m200\u001b[0m GET /api/v1/products  \u001b[36mann@acme\u001b[0m"
                        + "  \u001b[32mHIT\u001b[0m  \u001b[2m12 ms\u001b[0m\n");
    }

    @ParameterizedTest
    @CsvSource({"200, 32", "304, 36", "429, 33", "503, 31"})
    void the_colour_of_a_status_is_that_of_its_class(int status, String colour) {
        Terminal.of(out, true, XTERM).request(request(status, "", "", ""));

        assertThat(shown()).startsWith("\u001b[" + colour + "m" + status + "\u001b[0m ");
    }

    @ParameterizedTest
    @CsvSource({"NO_COLOR, 1", "TERM, dumb"})
    void a_terminal_without_colours_shows_none(String variable, String value) {
        Terminal.of(out, true, Map.of(variable, value)).request(request(200, "ann@acme", "hit", ""));

        assertThat(shown()).doesNotContain("\u001b");
    }

    @Test
    void the_line_of_the_log_about_a_request_is_not_shown_beside_it() {
        plain.event("{\"level\":\"info\",\"event\":\"request\",\"status\":200}");

        assertThat(shown()).isEmpty();
    }

    @Test
    void another_event_is_one_line_with_what_it_says() {
        plain.event("{\"level\":\"warn\",\"event\":\"circuit\",\"timestamp\":\"2026-11-26T12:00:00Z\","
                + "\"service\":\"core-product-service\",\"failures\":3}");
        plain.event("no JSON");

        assertThat(shown()).isEqualTo("WARN circuit  service=core-product-service failures=3\nno JSON\n");
    }
}
