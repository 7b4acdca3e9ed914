package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.dynamodb.RecordingServer;
import dev.crowai.gateway.http.Response;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A function that may run for minutes, behind both doors. */
class LongAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration FUNCTION_MAY_RUN = Duration.ofMinutes(5);

    /** So old that API Gateway waits one more millisecond. */
    private static final Duration AGE = Duration.ofMillis(28_999);

    private StubAws aws;
    private RecordingServer services;

    @BeforeEach
    void start() throws IOException {
        aws = StubAws.start();
        services = RecordingServer.ofServices(Map.of("/api/v1/qna/health", Response.json(200, "{\"status\":\"ok\"}")));
    }

    @AfterEach
    void stop() {
        services.close();
        aws.close();
    }

    private int statusOf(APIGatewayV2HTTPEvent event) throws IOException {
        event.getRequestContext().setTimeEpoch(NOW.minus(AGE).toEpochMilli());
        Map<String, String> environment = Map.of(
                "ENVIRONMENT", "local",
                "CACHE", "crow-gateway",
                "INTERNAL_GATEWAY_KEY", "the-internal-key",
                "ORIGIN_VERIFY_SECRET", Codecs.ORIGIN_SECRET,
                "SERVICE_URLS", "{\"qna\":\"%s\"}".formatted(services.url()));
        GatewayFunction function =
                new GatewayFunction(environment, aws.clients(), () -> NOW, new SecureRandom(), _ -> {});
        return Invocation.of(function, event, new TestContext(FUNCTION_MAY_RUN))
                .path("statusCode")
                .intValue();
    }

    @Test
    void the_api_gets_a_time_out_before_it_gives_up() throws IOException {
        assertThat(statusOf(Events.get("/api/v1/qna/health"))).isEqualTo(504);
    }

    @Test
    void the_function_url_gets_the_response_however_long_ago_the_request_came_in() throws IOException {
        assertThat(statusOf(Events.onFunctionUrl("/api/v1/qna/health"))).isEqualTo(200);
    }
}
