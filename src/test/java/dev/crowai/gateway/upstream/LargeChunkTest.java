package dev.crowai.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the JDK's client does with a chunk is settled by the first response of a process, so this needs one of its own. */
class LargeChunkTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @Test
    void a_chunk_that_is_too_large_to_count_breaks_the_response_off_and_is_not_waited_for()
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        JAVA.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeChunk.class.getName(),
                        "80000000",
                        "88888888",
                        "FFFFFFFF")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        String outcomes = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(outcomes.lines()).containsExactly("BROKEN_OFF", "BROKEN_OFF", "BROKEN_OFF");
    }
}
