package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program that {@code mvn -Plocal} runs, seen from the terminal. */
@Timeout(120)
class LocalGatewayIT {

    @ParameterizedTest
    @ValueSource(strings = {"-Dwatch=false", "-Dwatch=true"})
    void says_in_one_line_that_its_port_is_taken_and_ends_without_success(String watch) throws Exception {
        try (ServerSocket other = new ServerSocket(0);
                LocalProcess program = LocalProcess.start("-Dport=" + other.getLocalPort(), watch)) {
            assertThat(program.errors())
                    .isEqualTo("Port " + other.getLocalPort() + " is taken; choose another one with -Dport=,"
                            + " e.g. mvn -Plocal -Dport=" + (other.getLocalPort() + 1) + "\n");
            assertThat(program.process().waitFor()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"-Dport=abc, -Dport must be", "-Dservices=some, -Dservices must be", "-Dlog=xml, -Dlog must be"})
    void says_in_one_line_what_is_wrong_with_an_option(String option, String why) throws Exception {
        try (LocalProcess program = LocalProcess.start(option)) {
            assertThat(program.errors()).startsWith(why).hasLineCount(1);
            assertThat(program.process().waitFor()).isEqualTo(1);
        }
    }

    @Test
    void says_in_its_last_line_that_the_temporary_folder_cannot_be_written_to(@TempDir Path folder) throws Exception {
        try (LocalProcess program = LocalProcess.start("-Dport=0", "-Djava.io.tmpdir=" + folder.resolve("missing"))) {
            assertThat(program.errors().lines())
                    .last()
                    .asString()
                    .startsWith("Cannot start: Cannot write to the temporary folder " + folder.resolve("missing"));
            assertThat(program.process().waitFor()).isEqualTo(1);
        }
    }

    @Test
    void prints_one_line_a_request_without_colours_into_a_pipe() throws Exception {
        try (LocalProcess program = LocalProcess.start("-Dport=0")) {
            var _ = RawClient.get(program.address(), "/api/v1/products");

            assertThat(program.line()).matches("401 GET /api/v1/products  Authentication required  \\d+ ms");
        }
    }

    @Test
    void prints_the_lines_of_the_deployed_function_on_demand() throws Exception {
        try (LocalProcess program = LocalProcess.start("-Dport=0", "-Dlog=json")) {
            var _ = RawClient.get(program.address(), "/api/v1/products");

            assertThat(program.line())
                    .startsWith("{\"level\":\"info\",\"event\":\"request\",")
                    .doesNotContain("\"spans\"");
        }
    }
}
