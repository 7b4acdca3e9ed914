package dev.crowai.gateway.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/** DynamoDB Local in this process: in memory, on a free port of the loopback interface, without telemetry. */
public final class EmbeddedDynamoDb implements AutoCloseable {
    private static final String REGION = "eu-west-1";
    private static final String CREDENTIAL = "local";

    private final Server server;
    private final URI endpoint;

    private EmbeddedDynamoDb(Server server, URI endpoint) {
        this.server = server;
        this.endpoint = endpoint;
    }

    /**
     * Starts an empty database.
     *
     * @throws IOException when it does not start
     */
    public static EmbeddedDynamoDb start() throws IOException {
        refuseUnwritable(Path.of(System.getProperty("java.io.tmpdir")));
        LocalDynamoDBServerHandler handler = new LocalDynamoDBServerHandler(inMemory(), null);
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setHandler(handler);
        try {
            server.start();
        } catch (Exception failed) {
            throw new IOException("DynamoDB Local does not start", failed);
        }
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return new EmbeddedDynamoDb(server, URI.create("http://localhost:" + port));
    }

    /**
     * Checks the folder to which DynamoDB Local writes its native library.
     *
     * @throws IOException when nothing can be written there, with what to do
     */
    static void refuseUnwritable(Path folder) throws IOException {
        try {
            Files.delete(Files.createTempFile(folder, "crow-gateway", ".tmp"));
        } catch (IOException | IllegalArgumentException unwritable) {
            throw new IOException(
                    "Cannot write to the temporary folder " + folder
                            + "; name another one with JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
                    unwritable);
        }
    }

    /** One database for all regions and credentials. */
    private static LocalDynamoDBRequestHandler inMemory() {
        @Nullable String noFile = null;
        return new LocalDynamoDBRequestHandler(0, true, noFile, true, false);
    }

    public URI endpoint() {
        return endpoint;
    }

    /** The environment variables with which the SDK uses this database. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString(),
                "AWS_REGION", REGION,
                "AWS_ACCESS_KEY_ID", CREDENTIAL,
                "AWS_SECRET_ACCESS_KEY", CREDENTIAL);
    }

    /** A client of this database with the SDK's default timeouts. The caller closes it. */
    public DynamoDbClient client() {
        return DynamoDbClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(CREDENTIAL, CREDENTIAL)))
                .build();
    }

    /**
     * Creates a table and uses it once, because the first calls of a new database take longer than the gateway waits.
     * The table is empty afterwards.
     */
    public void createTable(String name, TableDefinition definition) {
        try (DynamoDbClient client = client()) {
            definition.create(client, name);
            Map<String, AttributeValue> key = definition.attributes().stream()
                    .collect(Collectors.toMap(AttributeDefinition::attributeName, EmbeddedDynamoDb::anyValue));
            client.putItem(put -> put.tableName(name).item(key));
            client.updateItem(update -> update.tableName(name)
                    .key(key)
                    .updateExpression("SET #n = if_not_exists(#n, :zero) + :one")
                    .conditionExpression("attribute_not_exists(#n) OR #n < :one")
                    .expressionAttributeNames(Map.of("#n", "number"))
                    .expressionAttributeValues(
                            Map.of(":zero", AttributeValue.fromN("0"), ":one", AttributeValue.fromN("1")))
                    .returnValues(ReturnValue.ALL_NEW));
            client.batchGetItem(get -> get.requestItems(Map.of(
                    name,
                    KeysAndAttributes.builder()
                            .keys(List.of(key))
                            .consistentRead(true)
                            .build())));
            client.batchWriteItem(write -> write.requestItems(Map.of(
                    name,
                    List.of(WriteRequest.builder()
                            .deleteRequest(delete -> delete.key(key))
                            .build()))));
            client.deleteItem(delete -> delete.tableName(name).key(key));
        }
    }

    private static AttributeValue anyValue(AttributeDefinition attribute) {
        return attribute.attributeType() == ScalarAttributeType.N
                ? AttributeValue.fromN("0")
                : AttributeValue.fromS("first use");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("DynamoDB Local does not stop", failed);
        }
    }
}
