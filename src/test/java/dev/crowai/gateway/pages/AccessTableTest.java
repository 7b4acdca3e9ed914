package dev.crowai.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.pipeline.Exchanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class AccessTableTest {
    private static final String BEGIN = "<!-- access: begin -->\n";
    private static final String END = "<!-- access: end -->";

    /** When it fails, the expected text is what belongs between the two marks. */
    @Test
    void the_readme_says_who_may_call_what_as_the_catalogue_does() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(readme).contains(BEGIN, END);
        assertThat(readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END)))
                .isEqualTo(markdown());
    }

    private static String markdown() {
        return AccessTable.of(Exchanges.SERVICES.all()).stream()
                .map(line -> "| `%s` | %s | %s | %s |\n"
                        .formatted(line.path(), line.methods(), line.openTo(), line.reason()))
                .collect(Collectors.joining("", """
                        | path after `/api/v{n}/` | methods | open to | why |
                        |---|---|---|---|
                        """, ""));
    }
}
