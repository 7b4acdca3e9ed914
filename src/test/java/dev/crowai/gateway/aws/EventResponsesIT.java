package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.crowai.gateway.aws.dynamodb.TableAccess;
import dev.crowai.gateway.aws.priming.AwsClients;
import dev.crowai.gateway.aws.secrets.SecretsManagerSource;
import dev.crowai.gateway.demo.DemoConfig;
import dev.crowai.gateway.demo.DemoServices;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.local.EmbeddedDynamoDb;
import dev.crowai.gateway.local.TemplateTable;
import dev.crowai.gateway.template.Stack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * What {@code events/responses.toml} says of each event, without SAM: the function as {@code sam local} configures it,
 * before the demo services and a table of this process.
 */
class EventResponsesIT {
    private static final String TABLE = "CacheTable";
    private static EmbeddedDynamoDb database;
    private static DemoServices demo;
    private static GatewayFunction function;

    @BeforeAll
    static void start() throws IOException {
        Map<String, String> variables = new HashMap<>(Stack.of("local").variables());
        database = EmbeddedDynamoDb.start();
        database.createTable(TABLE, TemplateTable.read(TemplateTable.TEMPLATE));
        String internalKey = variables.getOrDefault("INTERNAL_GATEWAY_KEY", "");
        String serviceKey = variables.getOrDefault("SERVICE_API_KEY_ORG_SERVICE", "");
        demo = DemoServices.start(DemoConfig.of(internalKey, serviceKey));
        variables.putAll(demo.environment());
        variables.put("CACHE", TABLE);
        AwsClients clients = new AwsClients(
                () -> new TableAccess(
                        database.endpoint(),
                        Region.US_EAST_1,
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("example", "example"))),
                SecretsManagerSource::builder);
        function = new GatewayFunction(variables, clients, InstantSource.system(), new SecureRandom(), _ -> {});
    }

    @AfterAll
    static void stop() {
        demo.close();
        database.close();
    }

    static List<Map.Entry<String, JsonNode>> rows() throws IOException {
        JsonNode table =
                new TomlMapper().readTree(Path.of("events/responses.toml").toFile());
        return List.copyOf(table.properties());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void an_event_gets_the_response_that_the_table_gives_it(Map.Entry<String, JsonNode> row) throws IOException {
        JsonNode expected = row.getValue();

        JsonNode response = invoke(row.getKey());

        assertThat(response.path("statusCode").asInt())
                .as(response.toString())
                .isEqualTo(expected.path("status").asInt());
        Headers headers = Headers.EMPTY;
        for (Map.Entry<String, JsonNode> field : response.path("headers").properties()) {
            headers = headers.plus(field.getKey(), field.getValue().asText());
        }
        for (Map.Entry<String, JsonNode> field : expected.path("headers").properties()) {
            assertThat(headers.first(field.getKey()))
                    .as(field.getKey())
                    .contains(field.getValue().asText());
        }
        for (JsonNode part : expected.path("body")) {
            assertThat(body(response)).contains(part.asText());
        }
    }

    private static JsonNode invoke(String event) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode input = (ObjectNode) json.readTree(Files.readString(Path.of("events", event + ".json")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        function.handleRequest(
                new ByteArrayInputStream(input.toString().getBytes(StandardCharsets.UTF_8)), out, new TestContext());
        return json.readTree(out.toByteArray());
    }

    private static String body(JsonNode response) {
        String body = response.path("body").asText();
        return response.path("isBase64Encoded").asBoolean()
                ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                : body;
    }
}
