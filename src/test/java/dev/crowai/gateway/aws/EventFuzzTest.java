package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.payload.PayloadSize;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any bytes as an event get a valid payload 2.0 answer, without a secret in it. */
class EventFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SECRETS =
            List.of(Platform.INTERNAL_KEY, Platform.SERVICE_KEY, Platform.CRAWLER_SECRET);

    private final TestGateway gateway = new TestGateway().with("RATE_LIMIT_MODE", "off");
    private final GatewayHandler handler = new GatewayHandler(gateway);

    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "\"rawPath\":",
        "\"/api/v1/products\"",
        "\"/health\"",
        "\"cookies\":[",
        "\"better-auth.session_token=ann.sig\"",
        "\"isBase64Encoded\":true",
        "\"requestContext\":{\"http\":{\"method\":\"GET\",\"sourceIp\":\"203.0.113.7\"}}",
        "\"domainName\":",
        "\"x-internal-key\":",
        "\"origin\":\"https://app.crowai.dev\"",
        "\"\\ud83d\""
    })
    void every_event_has_a_valid_answer(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        handler.handleRequest(new ByteArrayInputStream(data), out, null);

        byte[] bytes = out.toByteArray();
        assertThat(bytes.length).isLessThanOrEqualTo(PayloadSize.LIMIT);
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertThat(SECRETS).noneMatch(text::contains);
        assertValid(JSON.readTree(bytes));
        assertThat(gateway.log()).noneMatch(line -> SECRETS.stream().anyMatch(line::contains));
        gateway.forgetLog();
        gateway.platform().forgetCalls();
    }

    private static void assertValid(JsonNode answer) {
        assertThat(answer.path("statusCode").asInt()).isBetween(200, 599).isNotEqualTo(500);
        answer.path("headers").properties().forEach(field -> {
            assertThat(Headers.isToken(field.getKey())).isTrue();
            assertThat(Headers.isValue(field.getValue().textValue())).isTrue();
        });
        assertThat(answer.path("headers").path("Strict-Transport-Security").asText())
                .isNotEmpty();
        answer.path("cookies")
                .forEach(cookie ->
                        assertThat(Headers.isValue(cookie.textValue())).isTrue());
        assertThat(answer.path("isBase64Encoded").isBoolean()).isTrue();
    }
}
