package dev.crowai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every line of {@code docs/security.md} names a test that is there. */
class SecurityPageTest {
    private static final Path PAGE = Path.of("docs/security.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern TEST = Pattern.compile("`([A-Za-z]+)#([a-z0-9_]+)`");

    @Test
    void every_attack_has_a_test() throws IOException {
        List<String> lines = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| attack"))
                .toList();

        assertThat(lines)
                .hasSizeGreaterThan(40)
                .allMatch(line -> TEST.matcher(line).find());
    }

    @Test
    void every_test_that_is_named_exists() throws IOException {
        List<String> missing = TEST.matcher(Files.readString(PAGE))
                .results()
                .filter(name -> !exists(name.group(1), name.group(2)))
                .map(MatchResult::group)
                .collect(Collectors.toList());

        assertThat(missing).isEmpty();
    }

    private static boolean exists(String type, String method) {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.getFileName().toString().equals(type + ".java"))
                    .anyMatch(file -> Pattern.compile("\\bvoid " + method + "\\(")
                            .matcher(read(file))
                            .find());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
