package dev.crowai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code CHANGELOG.md} against the version of the build. */
class ChangelogTest {
    private static final Pattern RELEASE = Pattern.compile("(?m)^## ([0-9]+\\.[0-9]+\\.[0-9]+) - (.*)$");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (.*)$");

    private static List<MatchResult> all(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(Path.of("CHANGELOG.md")))
                .results()
                .toList();
    }

    private static List<MatchResult> releases() throws IOException {
        return all(RELEASE);
    }

    @Test
    void its_newest_release_is_the_version_of_the_build() throws IOException {
        assertThat(releases().getFirst().group(1)).isEqualTo(Artifact.version());
    }

    @Test
    void each_release_has_a_date_and_is_newer_than_the_next() throws IOException {
        List<LocalDate> dates = releases().stream()
                .map(release -> LocalDate.parse(release.group(2)))
                .toList();

        assertThat(dates).isNotEmpty().isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    @Test
    void every_section_is_a_release_or_what_follows_the_newest() throws IOException {
        List<String> sections = all(HEADING).stream().map(MatchResult::group).toList();

        assertThat(sections)
                .allMatch(heading -> heading.equals("## Unreleased")
                        || RELEASE.matcher(heading).matches());
        assertThat(sections.stream().skip(1)).doesNotContain("## Unreleased");
    }
}
