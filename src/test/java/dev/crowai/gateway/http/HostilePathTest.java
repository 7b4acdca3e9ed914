package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.Words;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePathTest {
    private static final int LEVELS = 3;

    @ParameterizedTest
    @Words("""
            /.. /../x /x/.. /x/../y /. /./x /x/. /x//../y /..;/x /..;a=b/x /.;/x /%2e%2e/x /.%2E/x /x%2f..%2fy
            /%252e%252e/x /%25252e%25252E/x /x%2F%2e%2e /..%3Bx/y
            """)
    void a_dot_segment_is_hostile(String path) {
        assertThat(HostilePath.reason(path)).contains("The path has a dot segment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "/a\\b", "/a%5cb", "/a%255Cb", "/a%25255cb"})
    void a_backslash_is_hostile(String path) {
        assertThat(HostilePath.reason(path)).contains("The path has a backslash");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/a\0", "/a\nb", "/a%00", "/a%0d%0ab", "/a%2500", "/a%25250A", "/a%7f", "/a\u0085", "/a%C2%85"})
    void a_control_character_is_hostile(String path) {
        assertThat(HostilePath.reason(path)).contains("The path has a control character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "/a//b/",
                "/...",
                "/.../x",
                "/.well-known/x",
                "/a..b",
                "/..a",
                "/a.",
                "/a;b=..",
                "/100%25",
                "/100%",
                "/%2F",
                "/\u00fc%C3%BC",
                "/%zz",
                "/a;.;..b",
            })
    void anything_else_is_none_of_it(String path) {
        assertThat(HostilePath.reason(path)).isEmpty();
    }

    /** A path with a dot segment in it, each character of which is escaped at each level or not. */
    @Provide
    Arbitrary<String> disguised() {
        Arbitrary<String> before = Arbitraries.of("/", "/api/v1/users/", "/x%20y/", "//", "/a/b/");
        Arbitrary<String> dots = Arbitraries.of("..", ".", "..;", ".;x=1");
        Arbitrary<String> after = Arbitraries.of("", "/", "/x", "/../..", "//");
        Arbitrary<List<List<Boolean>>> escaped =
                Arbitraries.of(true, false).list().ofSize(200).list().ofMaxSize(LEVELS);
        return Combinators.combine(before, dots, after, escaped)
                .as((head, segment, tail, levels) -> head + disguise(segment + tail, levels));
    }

    /** Escapes some characters, then some of what came out, and so on; a slash before the segment stays one. */
    private static String disguise(String text, List<List<Boolean>> levels) {
        String out = text;
        for (List<Boolean> escaped : levels) {
            StringBuilder next = new StringBuilder();
            for (int i = 0; i < out.length(); i++) {
                char c = out.charAt(i);
                next.append(escaped.get(i % escaped.size()) ? "%%%02X".formatted((int) c) : c);
            }
            out = next.toString();
        }
        return out;
    }

    @Property
    void a_dot_segment_is_found_behind_up_to_three_levels_of_escapes(@ForAll("disguised") String path) {
        assertThat(HostilePath.reason(path)).contains("The path has a dot segment");
    }

    @Property
    void nothing_makes_it_throw_and_what_passes_decodes_to_nothing_hostile(@ForAll String text) {
        if (HostilePath.reason(text).isEmpty()) {
            String decoded = text;
            for (int level = 0; level < LEVELS; level++) {
                decoded = Percent.decode(decoded);
            }
            assertThat(List.of(decoded.split("/", -1))).doesNotContain(".", "..");
            assertThat(decoded.getBytes(StandardCharsets.UTF_8)).doesNotContain('\\', 0, '\r', '\n');
        }
    }
}
