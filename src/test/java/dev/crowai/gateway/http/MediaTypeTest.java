package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §8.3.1. */
class MediaTypeTest {
    @Test
    void names_are_read_in_lower_case_and_values_without_quotes() {
        assertThat(MediaType.parse("Text/HTML; CharSet=\"UTF-8\";level = 1"))
                .contains(new MediaType("text/html", Map.of("charset", "UTF-8", "level", "1")));
    }

    @Test
    void the_first_of_two_parameters_of_a_name_counts() {
        assertThat(MediaType.parse("text/plain;a=1;A=2")).contains(new MediaType("text/plain", Map.of("a", "1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", " text/plain ", "text/plain;", "text/plain;a", "text/plain;=1"})
    void what_is_no_parameter_is_left_out(String value) {
        assertThat(MediaType.parse(value)).contains(new MediaType("text/plain", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "/", "/plain", "text/", "text /plain", "text/plain/x", "text/plain, x", ";a=1"})
    void a_value_without_type_and_subtype_is_invalid(String value) {
        assertThat(MediaType.parse(value)).isEmpty();
    }

    @Test
    void a_message_has_the_type_of_its_first_field() {
        assertThat(MediaType.of(Headers.of("content-type", "a/b", "Content-Type", "c/d")))
                .contains(new MediaType("a/b", Map.of()));
        assertThat(MediaType.of(Headers.EMPTY)).isEmpty();
    }

    @Test
    void an_event_stream_is_recognized_with_its_parameters() {
        assertThat(MediaType.parse("text/Event-Stream;charset=utf-8").map(MediaType::isEventStream))
                .contains(true);
        assertThat(MediaType.parse("text/event-streams").map(MediaType::isEventStream))
                .contains(false);
    }
}
