package dev.crowai.gateway.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crowai.gateway.aws.dynamodb.TableAccess;
import dev.crowai.gateway.aws.priming.AwsClients;
import dev.crowai.gateway.aws.secrets.SecretsManagerSource;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.RecordingServer;
import dev.crowai.gateway.testing.RecordingServer.Received;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Stands for DynamoDB with an empty table and for Secrets Manager with one secret, and remembers which operations were
 * called.
 */
final class StubAws implements AutoCloseable {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("example", "example"));

    private final RecordingServer server;
    private final AtomicReference<String> secret;

    private StubAws(RecordingServer server, AtomicReference<String> secret) {
        this.server = server;
        this.secret = secret;
    }

    static StubAws start() throws IOException {
        AtomicReference<String> secret = new AtomicReference<>("{}");
        return new StubAws(RecordingServer.start(request -> answer(operation(request), secret.get())), secret);
    }

    String url() {
        return server.url();
    }

    /** The gateway's own clients, but for where they go. */
    AwsClients clients() {
        URI endpoint = URI.create(url());
        return new AwsClients(
                () -> new TableAccess(endpoint, Region.US_EAST_1, CREDENTIALS),
                () -> SecretsManagerSource.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS));
    }

    /** The JSON of the secret from now on. */
    StubAws holding(String secretJson) {
        secret.set(secretJson);
        return this;
    }

    /** The operations that were called, in order. */
    List<String> operations() {
        return server.received().stream().map(StubAws::operation).toList();
    }

    private static String operation(Received request) {
        String target = request.headers().first("X-Amz-Target").orElseThrow();
        return target.substring(target.lastIndexOf('.') + 1);
    }

    private static Response answer(String operation, String secret) {
        String json = switch (operation) {
            case "BatchGetItem" -> "{\"Responses\":{},\"UnprocessedKeys\":{}}";
            case "GetSecretValue" ->
                JsonNodeFactory.instance
                        .objectNode()
                        .put("Name", "example")
                        .put("SecretString", secret)
                        .toString();
            case "UpdateItem" -> "{\"Attributes\":{\"allowed\":{\"N\":\"1\"},\"lastMillis\":{\"N\":\"1\"}}}";
            default -> "{}";
        };
        return Response.json(200, json).with("Content-Type", "application/x-amz-json-1.0");
    }

    @Override
    public void close() {
        server.close();
    }
}
