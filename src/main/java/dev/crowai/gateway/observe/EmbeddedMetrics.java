package dev.crowai.gateway.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.observe.Metric.Breakdown;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * Adds the metrics of a request to its log line, in the CloudWatch embedded metric format: the values are members of
 * the line, and {@code _aws} declares which members are metrics. CloudWatch extracts them from the log. So metrics need
 * no call of their own and always agree with the line. No text of a client becomes a dimension.
 */
final class EmbeddedMetrics implements Metrics {
    private final String environment;

    /**
     * The declarations, by the metrics that they name. There are at most some dozens, because only certain metrics
     * occur together.
     */
    private final ConcurrentMap<Set<Metric>, String> declarations = new ConcurrentHashMap<>();

    EmbeddedMetrics(String environment) {
        this.environment = environment;
    }

    @Override
    public void addTo(LogLine line, FinishedRequest request, Instant now) {
        Map<Metric, Double> measures = request.measures();
        line.put(Metric.ENVIRONMENT, environment);
        measures.keySet().stream()
                .flatMap(metric -> metric.breakdowns().stream())
                .distinct()
                .forEach(breakdown -> line.put(breakdown.label(), value(breakdown, request)));
        measures.forEach((metric, value) -> put(line, metric, value));
        line.putRaw(
                "_aws",
                "{\"Timestamp\":" + now.toEpochMilli() + ",\"CloudWatchMetrics\":"
                        + declarations.computeIfAbsent(
                                Set.copyOf(measures.keySet()), _ -> declaration(measures.keySet()))
                        + "}");
    }

    /** The JSON that declares which members are metrics. It depends only on the names of the metrics. */
    private static String declaration(Collection<Metric> measures) {
        ArrayNode directives = JsonNodeFactory.instance.arrayNode();
        byDimensions(measures).forEach((dimensions, metrics) -> {
            ObjectNode directive = directives.addObject();
            directive.put("Namespace", Metric.NAMESPACE);
            directive.set("Dimensions", dimensions(directive, dimensions));
            declare(metrics, directive.putArray("Metrics"));
        });
        return directives.toString();
    }

    private static String value(Breakdown breakdown, FinishedRequest request) {
        return breakdown.valueFor(request).orElse("none");
    }

    /** Writes a count as a whole number. */
    private static void put(LogLine line, Metric metric, double value) {
        switch (metric.unit()) {
            case COUNT -> line.put(metric.label(), (long) value);
            case MILLISECONDS -> line.put(metric.label(), value);
        }
    }

    private static Map<List<List<String>>, List<Metric>> byDimensions(Collection<Metric> metrics) {
        return metrics.stream()
                .collect(Collectors.groupingBy(Metric::dimensionSets, LinkedHashMap::new, Collectors.toList()));
    }

    private static ArrayNode dimensions(ObjectNode factory, List<List<String>> sets) {
        ArrayNode dimensions = factory.arrayNode();
        for (List<String> set : sets) {
            ArrayNode names = dimensions.addArray();
            set.forEach(names::add);
        }
        return dimensions;
    }

    private static void declare(List<Metric> metrics, ArrayNode into) {
        for (Metric metric : metrics) {
            into.addObject()
                    .put("Name", metric.label())
                    .put("Unit", metric.unit().label());
        }
    }
}
