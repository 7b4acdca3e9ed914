package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.observe.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alarms and dashboard. */
class ObservationTest {
    private static final String NAMESPACE = Metric.NAMESPACE;

    private static final Set<String> METRICS =
            Arrays.stream(Metric.values()).map(Metric::label).collect(Collectors.toUnmodifiableSet());

    private static final Pattern IN_A_QUERY =
            Pattern.compile("MetricName=\"(\\w+)\"|SELECT SUM\\((\\w+)\\) FROM SCHEMA\\(\"" + NAMESPACE + "\"");

    private static final Pattern SEARCH =
            Pattern.compile("\\{\"" + NAMESPACE + "\",([\\w,]+)\\} MetricName=\"(\\w+)\"");
    private static final Pattern QUERY =
            Pattern.compile("SELECT SUM\\((\\w+)\\) FROM SCHEMA\\(\"" + NAMESPACE + "\", ([\\w, ]+)\\)");

    @Test
    void raises_an_alarm_for_everything_that_must_wake_somebody() {
        assertThat(Stack.of("prod").ofType("AWS::CloudWatch::Alarm"))
                .containsExactlyInAnyOrder(
                        "FunctionErrorsAlarm",
                        "ServerErrorRateAlarm",
                        "LatencyAlarm",
                        "ThrottlesAlarm",
                        "UpstreamErrorsAlarm",
                        "StoreFailuresAlarm",
                        "LimiterFallbacksAlarm");
    }

    @Test
    void tells_the_topic_of_every_alarm_and_of_its_end() {
        String topic = "arn:aws:sns:eu-west-1:123456789012:alarms";
        Stack stack = Stack.with(Map.of("AlarmTopicArn", topic));

        assertThat(stack.ofType("AWS::CloudWatch::Alarm")).allSatisfy(alarm -> {
            assertThat(stack.properties(alarm).at("/AlarmActions/0").asText()).isEqualTo(topic);
            assertThat(stack.properties(alarm).at("/OKActions/0").asText()).isEqualTo(topic);
        });
    }

    @Test
    void needs_no_topic() {
        Stack stack = Stack.with(Map.of());

        assertThat(stack.ofType("AWS::CloudWatch::Alarm"))
                .allSatisfy(alarm ->
                        assertThat(stack.properties(alarm).has("AlarmActions")).isFalse());
    }

    @Test
    void is_not_alarmed_by_silence() {
        Stack stack = Stack.of("prod");

        assertThat(stack.ofType("AWS::CloudWatch::Alarm"))
                .allSatisfy(alarm -> assertThat(
                                stack.properties(alarm).path("TreatMissingData").asText())
                        .isEqualTo("notBreaching"));
    }

    @Test
    void watches_the_services_of_its_own_environment_one_by_one() {
        assertThat(Stack.of("prod")
                        .properties("UpstreamErrorsAlarm")
                        .at("/Metrics/0/Expression")
                        .asText())
                .contains("WHERE Environment = 'prod'")
                .contains("GROUP BY Service");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void shows_every_alarm_on_the_dashboard(String environment) {
        Stack stack = Stack.of(environment);

        assertThat(dashboard(stack).at("/widgets/0/properties/alarms"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(stack.ofType("AWS::CloudWatch::Alarm").stream()
                        .map(id -> "<" + id + ".Arn>")
                        .toList());
    }

    @Test
    void overlaps_no_widgets() {
        List<String> cells = new ArrayList<>();
        for (JsonNode widget : dashboard(Stack.of("prod")).path("widgets")) {
            for (int x = 0; x < widget.path("width").asInt(); x++) {
                for (int y = 0; y < widget.path("height").asInt(); y++) {
                    cells.add(widget.path("x").asInt() + x + ","
                            + (widget.path("y").asInt() + y));
                }
            }
        }

        assertThat(cells).doesNotHaveDuplicates();
    }

    @Test
    void asks_only_for_metrics_that_the_gateway_writes_and_leaves_none_out() {
        Stack stack = Stack.of("prod");
        Set<String> asked = new TreeSet<>();
        stack.ofType("AWS::CloudWatch::Alarm").forEach(alarm -> {
            JsonNode properties = stack.properties(alarm);
            if (properties.path("Namespace").asText().equals(NAMESPACE)) {
                asked.add(properties.path("MetricName").asText());
            }
            addQueried(properties.at("/Metrics/0/Expression").asText(), asked);
        });
        for (JsonNode widget : dashboard(stack).path("widgets")) {
            for (JsonNode metric : widget.at("/properties/metrics")) {
                if (metric.path(0).asText().equals(NAMESPACE)) {
                    asked.add(metric.path(1).asText());
                }
                addQueried(metric.at("/0/expression").asText(), asked);
            }
        }

        assertThat(asked).isEqualTo(new TreeSet<>(METRICS));
    }

    @Test
    void asks_for_no_breakdown_that_the_gateway_does_not_write() {
        Stack stack = Stack.of("prod");
        List<String> asked = new ArrayList<>();
        stack.ofType("AWS::CloudWatch::Alarm").forEach(alarm -> {
            JsonNode properties = stack.properties(alarm);
            if (properties.path("Namespace").asText().equals(NAMESPACE)) {
                asked.add(properties.path("MetricName").asText()
                        + properties.path("Dimensions").findValuesAsText("Name"));
            }
            addSchemas(properties.at("/Metrics/0/Expression").asText(), asked);
        });
        for (JsonNode widget : dashboard(stack).path("widgets")) {
            for (JsonNode metric : widget.at("/properties/metrics")) {
                if (metric.path(0).asText().equals(NAMESPACE)) {
                    asked.add(metric.path(1).asText() + names(metric));
                }
                addSchemas(metric.at("/0/expression").asText(), asked);
            }
        }
        List<String> written = Arrays.stream(Metric.values())
                .flatMap(metric -> metric.dimensionSets().stream().map(names -> metric.label() + names))
                .toList();

        assertThat(asked).isNotEmpty().isSubsetOf(written);
    }

    /** The names of the dimensions of a dashboard's metric: namespace, name, and then name and value in turn. */
    private static List<String> names(JsonNode metric) {
        List<String> names = new ArrayList<>();
        for (int i = 2; i < metric.size() && metric.get(i).isTextual(); i += 2) {
            names.add(metric.get(i).textValue());
        }
        return names;
    }

    private static void addSchemas(String expression, List<String> asked) {
        Matcher search = SEARCH.matcher(expression);
        while (search.find()) {
            asked.add(search.group(2) + Arrays.asList(search.group(1).split(",", -1)));
        }
        Matcher query = QUERY.matcher(expression);
        while (query.find()) {
            asked.add(query.group(1) + Arrays.asList(query.group(2).split(", ", -1)));
        }
    }

    private static void addQueried(String expression, Set<String> asked) {
        Matcher metric = IN_A_QUERY.matcher(expression);
        while (metric.find()) {
            asked.add(metric.group(1) == null ? metric.group(2) : metric.group(1));
        }
    }

    private static JsonNode dashboard(Stack stack) {
        return ProjectFiles.json(
                stack.properties("Dashboard").path("DashboardBody").asText());
    }
}
