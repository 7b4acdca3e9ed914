package dev.crowai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The specification in {@code docs}: what the code cites is there, and what is there is cited by a test. */
class SpecificationTest {
    private static final Path SPECIFICATION = Path.of("docs/specification.md");
    private static final Path DOCS = Path.of("docs");

    /** A citation may be broken by a line end of a comment. */
    private static final Pattern CITATION = Pattern.compile("SPEC\\s+(?:\\*\\s+|//\\s+)?\"([^\"]+)\"");

    private static final Pattern HEADING = Pattern.compile("(?m)^#{2,3} (.+)$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s:]+)\\)");

    @Test
    void what_the_code_cites_is_in_the_specification() throws IOException {
        Set<String> cited = new TreeSet<>(citations(Path.of("src/main")));
        cited.addAll(citations(Path.of("src/local")));
        cited.addAll(citations(Path.of("src/test")));

        assertThat(headings()).containsAll(cited);
    }

    @Test
    void every_section_of_the_specification_is_cited_by_a_test() throws IOException {
        assertThat(citations(Path.of("src/test"))).containsAll(headings());
    }

    @Test
    void every_link_within_the_documents_leads_somewhere() throws IOException {
        for (Path page : pages()) {
            String text = Files.readString(page);
            for (MatchResult link : LINK.matcher(text).results().toList()) {
                String[] target = link.group(1).split("#", 2);
                Path file = target[0].isEmpty()
                        ? page
                        : Path.of("").resolve(page).resolveSibling(target[0]).normalize();

                assertThat(file).as(page + " links to " + link.group(1)).exists();
                if (target.length == 2) {
                    assertThat(anchors(file))
                            .as(page + " links to " + link.group(1))
                            .contains(target[1]);
                }
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> below = Files.walk(DOCS);
                Stream<Path> root = Files.list(Path.of(""))) {
            return Stream.concat(below, root)
                    .filter(path -> path.toString().endsWith(".md"))
                    .filter(path -> !path.toString().equals("CHANGELOG.md"))
                    .toList();
        }
    }

    private static Set<String> citations(Path root) throws IOException {
        try (Stream<Path> below = Files.walk(root)) {
            Set<String> found = new TreeSet<>();
            for (Path file : below.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith("SpecificationTest.java"))
                    .toList()) {
                CITATION.matcher(Files.readString(file))
                        .results()
                        .forEach(match -> found.add(match.group(1).replaceAll("\\s+\\*\\s+", " ")));
            }
            return found;
        }
    }

    private static Set<String> headings() throws IOException {
        return HEADING.matcher(Files.readString(SPECIFICATION))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As GitHub makes them: lower case, hyphens for spaces, punctuation left out. */
    private static Set<String> anchors(Path page) throws IOException {
        return Pattern.compile("(?m)^#{1,6} (.+)$")
                .matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
