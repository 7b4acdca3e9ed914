package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.aws.MockRuntimeApi.Outcome;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.LoopbackPlatform;
import dev.crowai.gateway.testing.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The function under the real runtime interface client, which takes it through a checkpoint and a restore. */
class SnapStartRuntimeIT {
    private static final String ANSWER = "{\"status\":\"ok\"}";

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path directory;

    private final Platform platform = new Platform(InstantSource.system());
    private StubAws aws;
    private LoopbackPlatform services;

    @BeforeEach
    void start() throws IOException {
        aws = StubAws.start();
        services = LoopbackPlatform.of(platform.onForward(Response.json(200, ANSWER)));
    }

    @AfterEach
    void stop() {
        services.close();
        aws.close();
    }

    private FunctionProcess function() throws IOException {
        return FunctionProcess.start(
                directory,
                Map.of(
                        "AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start",
                        "ENVIRONMENT", "dev",
                        "CACHE", "crow-gateway",
                        "SECRETS_ID", "example",
                        "SERVICE_URLS", "{\"auth\":\"%s\"}".formatted(services.url()),
                        "AWS_REGION", "eu-west-1",
                        "AWS_ACCESS_KEY_ID", "example",
                        "AWS_SECRET_ACCESS_KEY", "example",
                        "AWS_ENDPOINT_URL_DYNAMODB", aws.url(),
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.url()));
    }

    private static String keys(String value) {
        return """
                {"INTERNAL_GATEWAY_KEY":"%1$s","SERVICE_API_KEY_ORG_SERVICE":"%1$s","CRAWLER_SERVICE_SECRET":"%1$s"}""".formatted(value);
    }

    private static String event(String file) throws IOException {
        return Files.readString(Path.of("events", file + ".json"), StandardCharsets.UTF_8);
    }

    @Test
    void the_first_request_after_a_restore_is_answered_with_keys_that_were_rotated_since_the_checkpoint()
            throws Exception {
        aws.holding(keys("the-old-key"));
        try (FunctionProcess function = function()) {
            function.awaitCheckpoint();
            assertThat(aws.operations()).containsExactly("BatchGetItem");
            assertThat(platform.calls()).isEmpty();
            aws.holding(keys("the-new-key"));
            function.restore();

            Outcome outcome = function.invoke(event("get-session"));

            JsonNode answer = json.readTree(outcome.json());
            assertThat(answer.path("statusCode").intValue()).as(outcome.json()).isEqualTo(200);
            assertThat(answer.path("body").textValue()).isEqualTo(ANSWER);
            assertThat(platform.theForwarded().headers().all("X-Internal-Key")).containsExactly("the-new-key");
            assertThat(function.log())
                    .contains("\"initialization\":\"snap-start\"", "\"coldStart\":true")
                    .doesNotContain("notPrimed", "the-old-key", "the-new-key");
        }
    }

    @Test
    void a_version_with_placeholders_reaches_its_checkpoint_and_refuses_to_be_restored_naming_them() throws Exception {
        aws.holding(keys("REPLACE_ME"));
        try (FunctionProcess function = function()) {
            function.awaitCheckpoint();
            function.restore();

            String report = function.awaitFailure();

            assertThat(report).contains("RestoreException");
            assertThat(function.log())
                    .contains("INTERNAL_GATEWAY_KEY", "SERVICE_API_KEY_ORG_SERVICE", "CRAWLER_SERVICE_SECRET");
        }
    }
}
