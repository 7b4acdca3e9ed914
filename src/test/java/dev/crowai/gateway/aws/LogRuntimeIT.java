package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.observe.EmbeddedMetricFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the function writes under the real runtime interface client, deployed, with its table out of reach. */
class LogRuntimeIT {
    @TempDir
    private Path directory;

    @Test
    void writes_a_line_a_request_that_is_its_metrics_too_and_names_the_function() throws Exception {
        try (Socket nobodyListens = new Socket()) {
            nobodyListens.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (FunctionProcess function = FunctionProcess.start(directory, variables(nobodyListens.getLocalPort()))) {
                String event = Files.readString(Path.of("events", "health.json"), StandardCharsets.UTF_8);
                var _ = function.invoke(event);
                var _ = function.invoke(event);

                List<String> lines = function.log()
                        .lines()
                        .filter(line -> line.contains("\"event\":\"request\""))
                        .toList();
                assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("{\"level\":\"warn\","));
                assertThat(EmbeddedMetricFormat.read(lines.getFirst()))
                        .containsEntry("Requests[Environment=dev, Service=gateway]", 1.0)
                        .containsEntry("LimiterFallbacks[Environment=dev]", 1.0);
                JsonNode first = new ObjectMapper().readTree(lines.getFirst());
                assertThat(first.path("functionVersion").textValue()).isEqualTo("1");
                assertThat(first.path("functionMemoryMb").textValue()).isEqualTo("1769");
                assertThat(first.path("coldStart").booleanValue()).isTrue();
                assertThat(new ObjectMapper()
                                .readTree(lines.getLast())
                                .path("coldStart")
                                .booleanValue())
                        .isFalse();
                assertThat(function.log()).doesNotContain("SLF4J(", "DEBUG", "INFO ", "example-");
            }
        }
    }

    private static Map<String, String> variables(int closedPort) {
        return Map.of(
                "ENVIRONMENT", "dev",
                "CACHE", "crow-gateway",
                "INTERNAL_GATEWAY_KEY", "example-internal-key",
                "SERVICE_API_KEY_ORG_SERVICE", "example-service-key",
                "CRAWLER_SERVICE_SECRET", "example-crawler-secret",
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "example-access-key",
                "AWS_SECRET_ACCESS_KEY", "example-secret-key",
                "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + closedPort);
    }
}
