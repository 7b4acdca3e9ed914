package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.demo.DemoServices;
import dev.crowai.gateway.demo.Loopback;
import dev.crowai.gateway.demo.Recording;
import dev.crowai.gateway.demo.RecordingHandler;
import dev.crowai.gateway.local.LocalOptions.Behind;
import dev.crowai.gateway.local.LocalOptions.LogForm;
import dev.crowai.gateway.local.inspector.Inspector;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class LocalGatewayTest {
    private static final LocalOptions DEMO = new LocalOptions(0, Behind.DEMO, Loopback.ADDRESS, LogForm.TEXT);
    private static final LocalOptions EXTERNAL = new LocalOptions(0, Behind.EXTERNAL, Loopback.ADDRESS, LogForm.TEXT);

    private final Map<String, String> given = new HashMap<>();

    private RequestStreamHandler function(Map<String, String> environment) {
        given.putAll(environment);
        return RecordingHandler.answering(204);
    }

    @Test
    void puts_the_function_behind_an_address_and_a_table_beside_it() throws Exception {
        try (LocalGateway gateway =
                        LocalGateway.start(this::function, new Inspector(InstantSource.system()), EXTERNAL, Map.of());
                DynamoDbClient client = gateway.table().client()) {
            assertThat(RawClient.get(gateway.uri(), "/health")).startsWith("HTTP/1.1 204 ");
            assertThat(client.listTables().tableNames()).containsExactly(given.get("CACHE"));
            assertThat(given)
                    .containsEntry("ENVIRONMENT", "local")
                    .containsEntry(
                            "AWS_ENDPOINT_URL_DYNAMODB",
                            gateway.table().endpoint().toString())
                    .doesNotContainKeys("SERVICE_URLS", "SERVICE_API_KEY_ORG_SERVICE");
        }
    }

    @Test
    void prints_four_commands_that_name_the_demo_s_own_credentials() throws Exception {
        try (LocalGateway gateway =
                LocalGateway.start(this::function, new Inspector(InstantSource.system()), DEMO, Map.of())) {
            DemoServices demo = gateway.demo().orElseThrow();

            assertThat(commands(gateway))
                    .containsExactly(
                            "curl -i " + gateway.uri() + "/health",
                            "curl -i -H \"Cookie: " + demo.ann().cookie() + "\" " + gateway.uri() + "/api/v1/products",
                            "curl -i -H \"X-API-Key: " + demo.annsKey() + "\" " + gateway.uri() + "/api/v1/analytics",
                            "curl -i " + gateway.uri() + "/api/v1/products");
            assertThat(gateway.banner())
                    .contains(
                            gateway.uri().toString(), gateway.table().endpoint().toString())
                    .contains(demo.all().stream()
                            .map(service -> service.uri().toString())
                            .toList());
            assertThat(given)
                    .containsEntry("AUTH_SERVICE_URL", demo.auth().uri().toString())
                    .containsKey("SERVICE_URLS");
        }
    }

    @Test
    void asks_for_credentials_in_its_commands_when_the_services_are_a_developer_s_own() throws Exception {
        try (LocalGateway gateway =
                LocalGateway.start(this::function, new Inspector(InstantSource.system()), EXTERNAL, Map.of())) {
            assertThat(gateway.demo()).isEmpty();
            assertThat(commands(gateway)).hasSize(4);
            assertThat(gateway.banner()).contains("your own", "SESSION", "crow_KEY", "INTERNAL_GATEWAY_KEY");
        }
    }

    @Test
    void lets_the_shell_put_one_service_of_its_own_among_the_demo_s() throws Exception {
        Map<String, String> shell = Map.of(
                "SERVICE_URLS", "{\"products\":\"http://localhost:1\"}",
                "RATE_LIMIT_MODE", "off",
                "CACHE", "a-table-in-the-cloud",
                "AWS_ENDPOINT_URL_DYNAMODB", "http://cloud.example");
        try (LocalGateway gateway =
                LocalGateway.start(this::function, new Inspector(InstantSource.system()), DEMO, shell)) {
            JsonNode urls = Recording.parse(given.getOrDefault("SERVICE_URLS", ""));

            assertThat(urls.get("products").asText()).isEqualTo("http://localhost:1");
            assertThat(gateway.banner()).containsPattern("yours for products +http://localhost:1\n");
            assertThat(urls.get("users").asText())
                    .isEqualTo(gateway.demo().orElseThrow().users().uri().toString());
            assertThat(given)
                    .containsEntry("RATE_LIMIT_MODE", "off")
                    .containsEntry("CACHE", LocalEnvironment.TABLE)
                    .containsEntry(
                            "AWS_ENDPOINT_URL_DYNAMODB",
                            gateway.table().endpoint().toString());
        }
    }

    @Test
    void gives_gateway_and_demo_services_the_keys_of_the_shell() throws Exception {
        try (LocalGateway gateway = LocalGateway.start(
                this::function,
                new Inspector(InstantSource.system()),
                DEMO,
                Map.of("INTERNAL_GATEWAY_KEY", "of-the-shell"))) {
            assertThat(given).containsEntry("INTERNAL_GATEWAY_KEY", "of-the-shell");
            assertThat(RawClient.get(
                            gateway.demo().orElseThrow().users().uri(),
                            "/api/v1/users/by-auth-id/nobody",
                            "X-Internal-Key: of-the-shell"))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void says_in_one_line_that_its_port_is_taken() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            LocalOptions options = new LocalOptions(other.getLocalPort(), Behind.DEMO, Loopback.ADDRESS, LogForm.TEXT);

            assertThatThrownBy(() -> LocalGateway.start(
                            this::function, new Inspector(InstantSource.system()), options, Map.of()))
                    .isInstanceOf(LocalStartException.class)
                    .hasMessageContaining("Port " + other.getLocalPort() + " is taken")
                    .message()
                    .hasLineCount(1);
            assertThat(given).isEmpty();
        }
    }

    @Test
    void leaves_nothing_running_when_it_is_closed() throws Exception {
        LocalGateway gateway =
                LocalGateway.start(this::function, new Inspector(InstantSource.system()), DEMO, Map.of());
        gateway.close();

        assertThatThrownBy(() -> RawClient.get(gateway.uri(), "/")).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> RawClient.get(gateway.table().endpoint(), "/")).isInstanceOf(ConnectException.class);
        assertThatThrownBy(
                        () -> RawClient.get(gateway.demo().orElseThrow().auth().uri(), "/"))
                .isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "-1", "65536", "8000 "})
    void refuses_a_port_that_is_none(String port) {
        assertThatThrownBy(
                        () -> LocalOptions.of(Optional.of(port), Optional.empty(), Optional.empty(), Optional.empty()))
                .isInstanceOf(LocalStartException.class)
                .hasMessageContaining("-Dport")
                .hasMessageContaining("\"" + port + "\"");
    }

    @Test
    void refuses_services_that_it_does_not_know() {
        assertThatThrownBy(() ->
                        LocalOptions.of(Optional.empty(), Optional.of("Demo"), Optional.empty(), Optional.empty()))
                .isInstanceOf(LocalStartException.class)
                .hasMessage("-Dservices must be demo, external or only, not \"Demo\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "", "300.1.1.1"})
    void refuses_an_address_to_bind_that_is_none(String address) {
        assertThatThrownBy(() ->
                        LocalOptions.of(Optional.empty(), Optional.empty(), Optional.of(address), Optional.empty()))
                .isInstanceOf(LocalStartException.class)
                .hasMessageContaining("-Dbind")
                .hasMessageContaining("\"" + address + "\"");
    }

    @Test
    void refuses_a_form_of_the_log_that_it_does_not_know() {
        assertThatThrownBy(
                        () -> LocalOptions.of(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("xml")))
                .isInstanceOf(LocalStartException.class)
                .hasMessage("-Dlog must be text or json, not \"xml\"");
    }

    @ParameterizedTest
    @CsvSource({"demo, DEMO", "external, EXTERNAL", "only, ONLY"})
    void knows_its_options(String services, Behind behind) throws Exception {
        assertThat(LocalOptions.of(
                        Optional.of("9000"), Optional.of(services), Optional.of("0.0.0.0"), Optional.of("json")))
                .isEqualTo(new LocalOptions(9000, behind, InetAddress.ofLiteral("0.0.0.0"), LogForm.JSON));
    }

    @Test
    void listens_on_8000_with_demo_services_unless_told_otherwise() throws Exception {
        assertThat(LocalOptions.of(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                .isEqualTo(new LocalOptions(8000, Behind.DEMO, InetAddress.ofLiteral("127.0.0.1"), LogForm.TEXT));
    }

    private static List<String> commands(LocalGateway gateway) {
        return gateway.banner().lines().filter(line -> line.startsWith("curl ")).toList();
    }
}
