package dev.crowai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} against the classes. */
class ArchitecturePageTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern STEP = Pattern.compile("(?m)^public final class (\\w+) implements Middleware ");

    /** A row of a table of steps: a name, a class and what it does. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| [a-zA-Z -]+ \\| `(\\w+)` \\| .* \\|$");

    private static Set<String> steps() throws IOException {
        List<Path> files;
        try (Stream<Path> below = Files.walk(SOURCES)) {
            files = below.filter(file -> file.toString().endsWith(".java")).toList();
        }
        Set<String> steps = new TreeSet<>();
        for (Path file : files) {
            STEP.matcher(Files.readString(file)).results().forEach(step -> steps.add(step.group(1)));
        }
        return steps;
    }

    @Test
    void its_tables_of_steps_name_every_middleware_and_the_end_of_the_chain() throws IOException {
        Set<String> named = ROW.matcher(Files.readString(Path.of("docs/architecture.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = steps();
        assertThat(expected).hasSizeGreaterThan(15);
        expected.add("Forward");

        assertThat(named).isEqualTo(expected);
    }
}
