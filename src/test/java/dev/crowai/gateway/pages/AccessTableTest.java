package dev.crowai.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.Exchanges;
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
    void the_page_of_access_says_who_may_call_what_as_the_catalogue_does() throws IOException {
        String page = Files.readString(Path.of("docs/access.md"));

        assertThat(page).contains(BEGIN, END);
        assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
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
