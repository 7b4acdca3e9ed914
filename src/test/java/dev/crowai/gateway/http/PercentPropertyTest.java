package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PercentPropertyTest {
    private static final String UNRESERVED = "[A-Za-z0-9._~-]";
    private static final String PATH = "(" + UNRESERVED + "|[!$&'()*+,;=:@/]|%[0-9A-F]{2})*";

    /** RFC 3986 §3.4. */
    private static final List<String> QUERY_PARTS = List.of(
            "a", "Z", "0", "-", ".", "_", "~", "!", "$", "&", "'", "(", ")", "*", "+", ",", ";", "=", ":", "@", "/",
            "?", "%41", "%2f", "%2F", "%00", "%fF");

    @Provide
    Arbitrary<String> validQueries() {
        return Arbitraries.of(QUERY_PARTS).list().ofMaxSize(30).map(parts -> String.join("", parts));
    }

    /** Any text with the characters that matter in it. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("%/.\\;?#[]|\"<>{}^` \t0aF2e\u00e9\u20ac")
                .all()
                .ofMaxLength(40);
    }

    @Provide
    Arbitrary<String> wellFormed() {
        return Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .list()
                .ofMaxSize(30)
                .map(points -> points.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    @Property
    void a_path_means_after_decoding_what_it_meant_before_encoding(@ForAll("wellFormed") String text) {
        assertThat(Percent.decode(Percent.encodePath(text))).isEqualTo(text);
        assertThat(Percent.decode(Percent.encodeSegment(text))).isEqualTo(text);
    }

    @Property
    void an_encoded_path_has_the_characters_of_a_path_alone(@ForAll("texts") String text) {
        assertThat(Percent.encodePath(text)).matches(PATH);
        assertThat(Percent.encodeSegment(text)).matches(PATH).doesNotContain("/");
    }

    @Property
    void a_repaired_path_is_one_and_is_not_repaired_twice(@ForAll("texts") String text) {
        Percent.repairPath(text).ifPresent(path -> {
            assertThat(path).matches(PATH.replace("[0-9A-F]", "[0-9A-Fa-f]"));
            assertThat(Percent.repairPath(path)).contains(path);
        });
    }

    @Property
    void an_encoded_path_needs_no_repair(@ForAll("texts") String text) {
        assertThat(Percent.repairPath(Percent.encodePath(text))).contains(Percent.encodePath(text));
    }

    @Property
    void a_repaired_query_can_be_sent(@ForAll("texts") String text) {
        String query = Percent.repairQuery(text);

        assertThat(URI.create("http://service.test/x?" + query).getRawQuery()).isEqualTo(query);
        assertThat(Percent.repairQuery(query)).isEqualTo(query);
    }

    @Property
    void a_repaired_query_means_what_it_meant(@ForAll("wellFormed") String text) {
        assertThat(Percent.decode(Percent.repairQuery(text))).isEqualTo(Percent.decode(text));
    }

    @Property
    void a_valid_query_is_kept_to_the_letter(@ForAll("validQueries") String query) {
        assertThat(Percent.repairQuery(query)).isEqualTo(query);
    }

    @Property
    void nothing_makes_decoding_throw(@ForAll String text) {
        assertThat(Percent.decode(text)).isNotNull();
    }
}
