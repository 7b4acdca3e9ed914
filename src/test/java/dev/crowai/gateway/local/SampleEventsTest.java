package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.demo.DemoServices;
import dev.crowai.gateway.template.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The events carry the demo's own credentials, so that {@code sam local} shows with each what its name says. */
class SampleEventsTest {
    private static final String BEARER = "Bearer ";
    private static DemoServices demo;

    @BeforeAll
    static void start() throws IOException {
        demo = DemoServices.start(new LocalEnvironment(Map.of()).demoConfig());
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    static List<Path> events() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("events"))) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void carries_no_credential_that_the_demo_does_not_know(Path file) throws IOException {
        JsonNode event = new ObjectMapper().readTree(file.toFile());
        JsonNode headers = event.path("headers");

        assertThat(event.path("cookies").valueStream().map(JsonNode::asText))
                .filteredOn(cookie -> cookie.contains("session_token"))
                .allMatch(demo.ann().cookie()::equals);
        assertThat(headers.path("x-api-key").asText(demo.annsKey())).isEqualTo(demo.annsKey());
        assertThat(headers.path("x-internal-key").asText(LocalEnvironment.DEFAULT_INTERNAL_KEY))
                .isEqualTo(LocalEnvironment.DEFAULT_INTERNAL_KEY);
        String authorization = headers.path("authorization").asText();
        if (authorization.startsWith(BEARER)) {
            assertThat(demo.tokens().verify(authorization.substring(BEARER.length())))
                    .hasValueSatisfying(claims -> assertThat(claims.path("sub").asText())
                            .isEqualTo(demo.ann().userId()));
        }
    }

    @Test
    void share_their_keys_with_the_function_under_sam_local() {
        Map<String, String> shared = demo.environment();

        assertThat(Stack.of("local").variables())
                .containsEntry("INTERNAL_GATEWAY_KEY", shared.get("INTERNAL_GATEWAY_KEY"))
                .containsEntry("SERVICE_API_KEY_ORG_SERVICE", shared.get("SERVICE_API_KEY_ORG_SERVICE"))
                .containsEntry("JWT_ISSUER", shared.get("JWT_ISSUER"));
    }
}
