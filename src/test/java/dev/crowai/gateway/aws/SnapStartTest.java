package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.testing.LoopbackPlatform;
import dev.crowai.gateway.testing.Platform;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.crac.Core;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The function through the life that SnapStart gives it: start, checkpoint, restore, requests. */
class SnapStartTest {
    private static final String OLD_KEY = "the-old-internal-key";
    private static final String NEW_KEY = "the-new-internal-key";
    private static final String PLACEHOLDERS = """
            {"INTERNAL_GATEWAY_KEY":"REPLACE_ME","SERVICE_API_KEY_ORG_SERVICE":"REPLACE_ME",
             "CRAWLER_SERVICE_SECRET":"REPLACE_ME"}""";

    private final ObjectMapper json = new ObjectMapper();
    private final Reseeded random = new Reseeded();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Platform platform = new Platform(InstantSource.system());
    private StubAws aws;
    private LoopbackPlatform services;

    @BeforeEach
    void start() throws IOException {
        aws = StubAws.start().holding(keys(OLD_KEY));
        services = LoopbackPlatform.of(platform);
    }

    @AfterEach
    void stop() {
        services.close();
        aws.close();
    }

    /** Remembers what was mixed into it. */
    private static final class Reseeded extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient List<byte[]> seeds = new ArrayList<>();

        @Override
        public synchronized void setSeed(byte[] seed) {
            seeds.add(seed.clone());
            super.setSeed(seed);
        }
    }

    private static String keys(String internalKey) {
        return """
                {"INTERNAL_GATEWAY_KEY":"%s","SERVICE_API_KEY_ORG_SERVICE":"the-service-key",
                 "CRAWLER_SERVICE_SECRET":"the-crawler-secret"}""".formatted(internalKey);
    }

    private GatewayFunction function(String initialization) {
        Map<String, String> environment = Map.of(
                "AWS_LAMBDA_INITIALIZATION_TYPE", initialization,
                "ENVIRONMENT", "dev",
                "CACHE", "crow-gateway",
                "SECRETS_ID", "example",
                "SERVICE_URLS", "{\"qna\":\"%1$s\",\"auth\":\"%1$s\"}".formatted(services.url()));
        return new GatewayFunction(environment, aws.clients(), InstantSource.system(), random, log::add);
    }

    private static void checkpoint(GatewayFunction function) {
        function.beforeCheckpoint(Core.getGlobalContext());
    }

    private static void restore(GatewayFunction function) {
        function.afterRestore(Core.getGlobalContext());
    }

    private static JsonNode ask(GatewayFunction function) throws IOException {
        return Invocation.of(function, qnaHealth(), new TestContext());
    }

    private static APIGatewayV2HTTPEvent qnaHealth() {
        return Events.get("/api/v1/qna/health");
    }

    private List<String> keysThatServicesSaw() {
        return platform.forwarded().stream()
                .flatMap(call -> call.headers().all("X-Internal-Key").stream())
                .toList();
    }

    private List<JsonNode> requestLines() throws JsonProcessingException {
        List<JsonNode> lines = new CopyOnWriteArrayList<>();
        for (String line : log) {
            JsonNode event = json.readTree(line);
            if (event.path("event").asText().equals("request")) {
                lines.add(event);
            }
        }
        return lines;
    }

    @Test
    void starts_with_the_placeholders_that_the_stack_puts_into_a_new_secret() {
        aws.holding(PLACEHOLDERS);

        checkpoint(function("snap-start"));

        assertThat(aws.operations()).doesNotContain("GetSecretValue");
    }

    @Test
    void refuses_to_start_with_placeholders_where_no_snapshot_is_taken() {
        aws.holding(PLACEHOLDERS);

        assertThatThrownBy(() -> function("on-demand"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("INTERNAL_GATEWAY_KEY");
    }

    @Test
    void refuses_to_be_restored_with_placeholders_and_names_them_all() {
        aws.holding(PLACEHOLDERS);
        GatewayFunction function = function("snap-start");
        checkpoint(function);

        assertThatThrownBy(() -> restore(function))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(
                        "INTERNAL_GATEWAY_KEY", "SERVICE_API_KEY_ORG_SERVICE", "CRAWLER_SERVICE_SECRET");
    }

    @Test
    void primes_without_writing_to_the_table_reading_the_keys_or_asking_a_service() {
        checkpoint(function("snap-start"));

        assertThat(aws.operations()).containsExactly("BatchGetItem");
        assertThat(platform.calls()).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void is_published_although_its_table_does_not_answer() {
        GatewayFunction function = function("snap-start");
        aws.close();

        checkpoint(function);

        assertThat(log).singleElement().asString().contains("notPrimed", "\"what\":\"table\"");
    }

    @Test
    void uses_the_keys_as_they_are_at_the_restore() throws IOException {
        GatewayFunction function = function("snap-start");
        checkpoint(function);
        aws.holding(keys(NEW_KEY));
        restore(function);

        JsonNode answer = ask(function);

        assertThat(answer.path("statusCode").intValue()).isEqualTo(200);
        assertThat(keysThatServicesSaw()).containsExactly(NEW_KEY);
    }

    @Test
    void forgets_keys_that_were_in_use_before_the_checkpoint() throws IOException {
        GatewayFunction function = function("snap-start");
        ask(function);
        checkpoint(function);
        aws.holding(keys(NEW_KEY));

        ask(function);

        assertThat(keysThatServicesSaw()).containsExactly(OLD_KEY, NEW_KEY);
    }

    @Test
    void reads_the_keys_once_in_a_restore_and_not_again_for_the_first_request() throws IOException {
        GatewayFunction function = function("snap-start");
        checkpoint(function);
        restore(function);
        ask(function);

        assertThat(aws.operations()).containsOnlyOnce("GetSecretValue");
    }

    @Test
    void makes_the_random_numbers_of_every_copy_its_own() {
        GatewayFunction function = function("snap-start");
        checkpoint(function);
        assertThat(random.seeds).isEmpty();

        restore(function);
        restore(function);

        assertThat(random.seeds)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(seed -> assertThat(seed).hasSizeGreaterThanOrEqualTo(16));
    }

    @Test
    void counts_the_first_request_after_the_restore_as_a_cold_start_and_says_of_which_kind() throws Exception {
        GatewayFunction function = function("snap-start");
        checkpoint(function);
        restore(function);
        ask(function);
        ask(function);

        assertThat(requestLines())
                .extracting(line -> line.path("coldStart").booleanValue())
                .containsExactly(true, false);
        assertThat(requestLines())
                .allSatisfy(line ->
                        assertThat(line.path("initialization").textValue()).isEqualTo("snap-start"));
    }
}
