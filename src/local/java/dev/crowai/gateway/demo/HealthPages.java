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

    Optional<Response> answer(DemoRequest request) {
        if (!request.method().equals("GET")) {
            return Optional.empty();
        }
        return switch (request.path()) {
            case "/" ->
                Optional.of(DemoAnswers.json(
                        200, DemoAnswers.object().put("status", "ok").put("service", service)));
            case "/health" ->
                Optional.of(DemoAnswers.json(
                        200,
                        DemoAnswers.object()
                                .put("status", "healthy")
                                .put("timestamp", DemoAnswers.millis(now))
                                .put("service", service)
                                .put("version", "1.0.0")
                                .put("environment", "local")));
            case "/health/ready" -> {
                ObjectNode ready = DemoAnswers.object().put("ready", true);
                ready.putObject("checks").put("database", true);
                yield Optional.of(DemoAnswers.json(200, ready));
            }
            default -> Optional.empty();
        };
    }
}
