package dev.crowai.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.pipeline.LogEvent;
import dev.crowai.gateway.pipeline.LogLevel;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree of nodes is the judge: the bytes are the same. */
class LogLineTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final LogLine line = LogLine.begin(LogLevel.INFO, "request", NOW);
    private final ObjectNode judge = LogEvent.begin(LogLevel.INFO, "request", NOW);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "caf\u00e9 \ud83d\ude00",
                "\" \\ / \b\f\n\r\t\u0000\u001f\u007f",
                "\u2028\u2029",
                "\ud83d",
                "</script>",
            })
    void writes_text_as_a_tree_would(String text) {
        assertThat(line.put("text", text).put(text, "name").json())
                .isEqualTo(judge.put("text", text).put(text, "name").toString());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 1, 12.5, 100, 1234567.9, 1e10, 0.30000000000000004})
    void writes_numbers_as_a_tree_would(double number) {
        judge.put("number", number).put("whole", (int) number).put("yes", true);

        assertThat(line.put("number", number)
                        .put("whole", (int) number)
                        .put("yes", true)
                        .json())
                .isEqualTo(judge.toString());
    }

    @Test
    void writes_an_object_of_numbers_and_json_as_they_are() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("b", 1.5);
        numbers.put("a", 2.0);
        judge.putObject("times").put("b", 1.5).put("a", 2.0);
        judge.putArray("raw").add(1);

        assertThat(line.putNumbers("times", numbers).putRaw("raw", "[1]").json())
                .isEqualTo(judge.toString());
    }

    @Test
    void keeps_the_place_of_a_member_that_is_set_again_and_the_value_of_one_that_is_there() {
        judge.put("a", 1).put("b", 2).put("a", "again");

        assertThat(line.put("a", 1)
                        .put("b", 2)
                        .put("a", "again")
                        .putIfAbsent("b", "other")
                        .json())
                .isEqualTo(judge.toString());
    }
}
