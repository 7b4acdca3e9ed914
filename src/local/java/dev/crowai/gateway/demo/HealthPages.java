package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Response;
import java.time.Instant;
import java.util.Optional;

/** {@code /}, {@code /health} and {@code /health/ready} of a service. */
record HealthPages(String service, Instant now) {
    static HealthPages of(String service, Instant now) {
        return new HealthPages(service, now);
    }

    Optional<Response> respond(DemoRequest request) {
        if (!request.method().equals("GET")) {
            return Optional.empty();
        }
        return switch (request.path()) {
            case "/" ->
                Optional.of(DemoResponses.json(
                        200, DemoResponses.object().put("status", "ok").put("service", service)));
            case "/health" ->
                Optional.of(DemoResponses.json(
                        200,
                        DemoResponses.object()
                                .put("status", "healthy")
                                .put("timestamp", DemoResponses.millis(now))
                                .put("service", service)
                                .put("version", "1.0.0")
                                .put("environment", "local")));
            case "/health/ready" -> {
                ObjectNode ready = DemoResponses.object().put("ready", true);
                ready.putObject("checks").put("database", true);
                yield Optional.of(DemoResponses.json(200, ready));
            }
            default -> Optional.empty();
        };
    }
}
