package dev.crowai.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Reads a line as CloudWatch does, by the rules of its embedded metric format, and fails where it would drop one. */
public final class EmbeddedMetricFormat {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> UNITS = Set.of("Count", "Milliseconds", "Bytes", "Percent", "None");
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_DIMENSIONS = 30;
    private static final int MOST_METRICS = 100;
    private static final int MOST_CHARACTERS = 1024;

    private EmbeddedMetricFormat() {}

    /** What CloudWatch takes from a line: the value of every metric under every combination of dimensions. */
    public static Map<String, Double> read(String line) {
        assertThat(line).doesNotContain("\n", "\r");
        assertThat(line.length()).isLessThan(MOST_BYTES);
        JsonNode root = json(line);
        JsonNode aws = root.path("_aws");
        assertThat(aws.path("Timestamp").isIntegralNumber()).isTrue();
        assertThat(aws.path("CloudWatchMetrics").isArray()).isTrue();
        assertThat(aws.path("CloudWatchMetrics")).isNotEmpty();
        Map<String, Double> taken = new TreeMap<>();
        for (JsonNode directive : aws.path("CloudWatchMetrics")) {
            assertThat(directive.path("Namespace").textValue()).isEqualTo(Metric.NAMESPACE);
            for (List<String> dimensions : dimensions(root, directive.path("Dimensions"))) {
                for (JsonNode metric : metrics(directive.path("Metrics"))) {
                    String name = metric.path("Name").textValue();
                    assertThat(root.path(name).isNumber()).as(name).isTrue();
                    assertThat(taken.put(name + dimensions, root.path(name).doubleValue()))
                            .as("counted twice: %s", name)
                            .isNull();
                }
            }
        }
        return taken;
    }

    private static List<List<String>> dimensions(JsonNode root, JsonNode sets) {
        assertThat(sets.isArray()).isTrue();
        assertThat(sets).isNotEmpty();
        List<List<String>> dimensions = new ArrayList<>();
        for (JsonNode set : sets) {
            assertThat(set.isArray()).isTrue();
            assertThat(set).hasSizeBetween(1, MOST_DIMENSIONS);
            List<String> values = new ArrayList<>();
            for (JsonNode name : set) {
                String value = root.path(name.textValue()).textValue();
                assertThat(value).as(name.textValue()).isNotBlank().hasSizeLessThanOrEqualTo(MOST_CHARACTERS);
                values.add(name.textValue() + "=" + value);
            }
            dimensions.add(values);
        }
        return dimensions;
    }

    private static Iterable<JsonNode> metrics(JsonNode metrics) {
        assertThat(metrics.isArray()).isTrue();
        assertThat(metrics).hasSizeBetween(1, MOST_METRICS).allSatisfy(metric -> {
            assertThat(metric.path("Name").textValue()).isNotBlank();
            assertThat(UNITS).contains(metric.path("Unit").textValue());
        });
        return metrics;
    }

    /** The names of the metrics that a line carries. */
    public static Set<String> names(String line) {
        return Set.copyOf(StreamSupport.stream(
                        json(line).path("_aws").path("CloudWatchMetrics").spliterator(), false)
                .flatMap(directive -> directive.path("Metrics").findValuesAsText("Name").stream())
                .toList());
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException broken) {
            throw new AssertionError("no JSON: " + line, broken);
        }
    }
}
