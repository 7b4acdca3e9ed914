package dev.crowai.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** See SPEC "Catalogue". */
final class CatalogueTest {
    private static final Path MAIN = Path.of("src/main/java/dev/crowai/gateway");

    /** A text that is a segment, or a path that begins with one or has one after the version. */
    private static final Pattern NAMES_A_SEGMENT = Pattern.compile(
            "\"(?:(?:/api/v[0-9]+)?/)?(" + String.join("|", Services.segments()) + ")(?:[/?][^\"]*)?\"");

    /** The stage of {@code Server-Timing}, which happens to be called like a segment. */
    private static final Pattern STAGE = Pattern.compile("(?:Outcome\\.of|time)\\(\\s*\"auth\"");

    /** Plays requests of clients before a snapshot: those name segments as clients do. */
    private static final Path PRIMING = MAIN.resolve("aws/priming");

    /** The names of the rate limits, one of which the specification calls like a segment. */
    private static final Path POLICIES = MAIN.resolve("ratelimit/policy/Policy.java");

    @Test
    void nothing_else_in_the_gateway_names_a_segment() throws IOException {
        List<String> named = new ArrayList<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.startsWith(PRIMING) && !path.equals(POLICIES))
                    .filter(path -> !path.endsWith("Catalogue.java"))
                    .toList()) {
                Matcher found = NAMES_A_SEGMENT.matcher(
                        STAGE.matcher(Files.readString(file)).replaceAll(""));
                while (found.find()) {
                    named.add(file.getFileName() + " " + found.group());
                }
            }
        }

        assertThat(named).isEmpty();
    }

    @Test
    void a_pattern_compares_literals_in_lower_case() {
        for (Row row : Catalogue.ROWS) {
            assertThat(row.particulars().rules())
                    .allMatch(rule -> rule.path()
                            .toString()
                            .replaceAll("\\{[^}]*}", "")
                            .equals(rule.path()
                                    .toString()
                                    .replaceAll("\\{[^}]*}", "")
                                    .toLowerCase(Locale.ROOT)));
            assertThat(row.particulars().secretBelow()).allMatch(text -> text.equals(text.toLowerCase(Locale.ROOT)));
        }
    }

    @Test
    void every_name_in_braces_is_an_own_id_or_any_id() {
        Pattern braces = Pattern.compile("\\{([^}]*)}");
        for (Row row : Catalogue.ROWS) {
            for (AccessRule rule : row.particulars().rules()) {
                Matcher name = braces.matcher(rule.path().toString());
                while (name.find()) {
                    assertThat(name.group(1).equals("id")
                                    || CallerId.named(name.group(1)).isPresent())
                            .as(rule.path().toString())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void every_rule_says_why() {
        for (Row row : Catalogue.ROWS) {
            assertThat(row.particulars().rules())
                    .noneMatch(rule -> rule.reason().isBlank());
            assertThat(row.particulars().chains())
                    .noneMatch(chain -> chain.reason().isBlank());
        }
    }

    @Test
    void no_rule_stands_behind_one_that_takes_all_its_requests() {
        for (Row row : Catalogue.ROWS) {
            List<AccessRule> rules = row.particulars().rules();
            for (int i = 0; i < rules.size(); i++) {
                AccessRule rule = rules.get(i);
                List<String> example = Stream.of(rule.path().toString().split("/", -1))
                        .filter(part -> !part.equals("…"))
                        .toList();
                assertThat(rules.subList(0, i))
                        .as(row.segment() + "/" + rule.path())
                        .noneMatch(earlier -> earlier.methods().containsAll(rule.methods())
                                && earlier.path().match(example).isPresent());
            }
        }
    }
}
