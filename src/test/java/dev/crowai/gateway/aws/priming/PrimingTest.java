package dev.crowai.gateway.aws.priming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.JdkUpstream;
import dev.crowai.gateway.upstream.Upstream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What is primed is what real requests do: a priming request that is refused would prime the refusal alone. */
class PrimingTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Executor EXECUTOR = Executors.newVirtualThreadPerTaskExecutor();
    private static final Map<String, String> VARIABLES = Map.of(
            "ENVIRONMENT", "dev",
            "CACHE", "crow-gateway",
            "SECRETS_ID", "example");

    @Test
    void goes_every_way_through_the_gateway() throws Exception {
        PrimingGateway gateway = PrimingGateway.inMemory(Settings.of(VARIABLES), CLOCK, EXECUTOR);
        gateway.round(0);

        assertThat(gateway.round(1))
                .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 200, 401, 404, 200, 429, 204);
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_ISSUER, https://issuer.example.test",
        "CLIENT_IP_HEADER, CloudFront-Viewer-Address",
        "ORIGIN_VERIFY, all",
        "PUBLIC_HOST, api.crowai.dev",
        "RATE_LIMIT_MODE, off",
        "RATE_LIMITS, '{\"standard\":{\"limit\":1,\"window\":60}}'",
        "ENVIRONMENT, prod",
        "AUTH_SERVICE_URL, https://auth.example.test"
    })
    void does_so_whatever_a_deployment_sets(String variable, String value) throws Exception {
        Map<String, String> variables = new HashMap<>(VARIABLES);
        variables.put(variable, value);
        PrimingGateway gateway = PrimingGateway.inMemory(Settings.of(variables), CLOCK, EXECUTOR);
        gateway.round(0);

        assertThat(gateway.round(1))
                .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 200, 401, 404, 200, 429, 204);
    }

    @Test
    void goes_every_way_with_the_real_clients_too() throws Exception {
        PrimingClients clients = new PrimingClients(AwsClients.standard(), CLOCK, EXECUTOR);
        try (PrimingServer server = PrimingServer.start();
                JdkUpstream upstream = new JdkUpstream(CLOCK);
                DynamoDbClient table = PrimingClients.table(server)) {
            PrimingGateway gateway = PrimingGateway.connected(
                    Settings.of(VARIABLES), upstream, clients.store(table), server.uri("http"), CLOCK, EXECUTOR);
            gateway.round(0);

            assertThat(gateway.round(1))
                    .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 200, 401, 404, 200, 429, 204);
        }
    }

    @Test
    void sends_no_call_of_the_connected_gateway_elsewhere() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        Upstream services = call -> {
            asked.add(call.uri().getHost());
            return Response.json(200, "{}");
        };
        try (PrimingServer server = PrimingServer.start();
                JdkUpstream upstream = new JdkUpstream(CLOCK)) {
            LoopbackUpstream loopback = new LoopbackUpstream(upstream, server.uri("http"), services);
            URI nowhere = URI.create("https://service.invalid/api/v1/qna/questions?page=1");

            Response response = loopback.send(new Call(
                    Method.GET, nowhere, Headers.of("Accept", "*/*"), Body.EMPTY, Duration.ofSeconds(2), "test"));

            assertThat(response.status()).isEqualTo(200);
            assertThat(asked).containsExactly("service.invalid");
        }
    }

    @Test
    void makes_every_kind_of_call_to_the_outside_without_a_failure() throws Exception {
        PrimingClients clients = new PrimingClients(AwsClients.standard(), CLOCK, EXECUTOR);
        try (PrimingServer server = PrimingServer.start()) {
            assertThatCode(() -> clients.callAws(server, 2)).doesNotThrowAnyException();
            assertThatCode(() -> clients.callServices(server, 2)).doesNotThrowAnyException();
        }
    }
}
