package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.testing.LoopbackPlatform;
import dev.crowai.gateway.testing.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

    private final Platform platform = new Platform(() -> NOW);
    private StubAws aws;
    private LoopbackPlatform services;
    private ServerSocket silent;

    @BeforeEach
    void start() throws IOException {
        aws = StubAws.start();
        silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        services = LoopbackPlatform.of(platform);
    }

    @AfterEach
    void stop() throws IOException {
        silent.close();
        services.close();
        aws.close();
    }

    private int statusOf(APIGatewayV2HTTPEvent event, String service) throws IOException {
        event.getRequestContext().setTimeEpoch(NOW.minus(AGE).toEpochMilli());
        Map<String, String> environment = Map.of(
                "ENVIRONMENT", "local",
                "CACHE", "crow-gateway",
                "INTERNAL_GATEWAY_KEY", "the-internal-key",
                "ORIGIN_VERIFY_SECRET", Codecs.ORIGIN_SECRET,
                "SERVICE_URLS", "{\"qna\":\"%s\"}".formatted(service));
        GatewayFunction function =
                new GatewayFunction(environment, aws.clients(), () -> NOW, new SecureRandom(), _ -> {});
        return Invocation.of(function, event, new TestContext(FUNCTION_MAY_RUN))
                .path("statusCode")
                .intValue();
    }

    /** A service that takes the connection and never says a word, for a fast one may respond in the last millisecond. */
    private String silentService() {
        return "http://127.0.0.1:" + silent.getLocalPort();
    }

    @Test
    void the_api_gets_a_time_out_before_it_gives_up() throws IOException {
        assertThat(statusOf(Events.get("/api/v1/qna/health"), silentService())).isEqualTo(504);
    }

    @Test
    void the_function_url_gets_the_response_however_long_ago_the_request_came_in() throws IOException {
        assertThat(statusOf(Events.onFunctionUrl("/api/v1/qna/health"), services.url()))
                .isEqualTo(200);
    }
}
