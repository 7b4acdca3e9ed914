package dev.crowai.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Access rules": every way in which a service may read a path. */
class DecodedPathTest {
    private static List<List<String>> readings(String path) {
        return DecodedPath.of(path).orElseThrow().readings();
    }

    @Test
    void a_plain_path_has_one_reading() {
        assertThat(readings("/a/b")).containsExactly(List.of("a", "b"));
        assertThat(readings("")).containsExactly(List.of());
    }

    @Test
    void each_level_of_encoding_is_a_reading() {
        assertThat(readings("/a%252Fb")).containsExactly(List.of("a%252Fb"), List.of("a%2Fb"), List.of("a", "b"));
    }

    @Test
    void three_levels_are_read_and_a_fourth_is_not() {
        assertThat(readings("/%252561")).last().isEqualTo(List.of("a"));
        assertThat(DecodedPath.of("/%25252561")).isEmpty();
    }

    @Test
    void what_is_not_utf_8_is_not_read() {
        assertThat(DecodedPath.of("%ff")).isEmpty();
        assertThat(DecodedPath.of("/%ff")).isEmpty();
        assertThat(DecodedPath.of("/%25ff")).isEmpty();
    }

    @Test
    void empty_segments_are_left_out() {
        assertThat(readings("//a///b/")).containsExactly(List.of("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {";x", "%20", "%3Bx"})
    void a_segment_that_some_servers_leave_out_is_left_out_and_kept(String segment) {
        assertThat(readings("/" + segment + "/b")).contains(List.of("b")).anyMatch(reading -> reading.size() == 2);
    }

    @Test
    void parameters_and_letter_case_stay() {
        assertThat(readings("/A;v=1/B")).containsExactly(List.of("A;v=1", "B"));
    }

    @ParameterizedTest
    @CsvSource({"Users;v=1, users", "' ME ', me", ";x, ''", "a, a"})
    void a_literal_is_compared_without_parameters_spaces_and_letter_case(String segment, String literal) {
        assertThat(DecodedPath.literal(segment)).isEqualTo(literal);
    }

    @Test
    void what_follows_a_literal_is_found_in_every_reading() {
        assertThat(DecodedPath.of("/organization/one/x/ORGANIZATION;v/two").map(path -> path.after("organization")))
                .isEqualTo(Optional.of(List.of("one", "two")));
        assertThat(DecodedPath.of("/x%2Forganization%2Fbeta").map(path -> path.after("organization")))
                .isEqualTo(Optional.of(List.of("beta")));
        assertThat(DecodedPath.of("/one/organization").map(path -> path.after("organization")))
                .isEqualTo(Optional.of(List.of()));
    }
}
