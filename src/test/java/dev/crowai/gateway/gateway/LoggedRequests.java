package dev.crowai.gateway.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.observe.EmbeddedMetricFormat;
import dev.crowai.gateway.testing.TestGateway;
import java.util.List;

/** The lines that a gateway logged, one a request, as text, as JSON and as the metrics in them. */
final class LoggedRequests {
    private static final JsonMapper JSON = new JsonMapper();

    private final TestGateway gateway;

    LoggedRequests(TestGateway gateway) {
        this.gateway = gateway;
    }

    List<String> all() {
        return gateway.log().stream()
                .filter(line -> line.contains("\"event\":\"request\""))
                .toList();
    }

    String text() {
        return all().getLast();
    }

    JsonNode last() {
        return json(text());
    }

    /** The names of the metrics in the last line, which must have the embedded metric format. */
    List<String> metrics() {
        EmbeddedMetricFormat.read(text());
        return List.copyOf(EmbeddedMetricFormat.names(text()));
    }

    static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }
}
