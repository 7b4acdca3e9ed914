package dev.crowai.gateway.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

    private final HttpServer server;
    private final AtomicReference<String> secret = new AtomicReference<>("{}");
    private final List<String> operations = new CopyOnWriteArrayList<>();

    private StubAws(HttpServer server) {
        this.server = server;
    }

    static StubAws start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StubAws aws = new StubAws(server);
        server.createContext("/", aws::serve);
        server.start();
        return aws;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The gateway's own clients, but for where they go. */
    AwsClients clients() {
        URI endpoint = URI.create(url());
        return new AwsClients(
                () -> DynamoDbClients.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS),
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
        return List.copyOf(operations);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String operation = target.substring(target.lastIndexOf('.') + 1);
            operations.add(operation);
            byte[] answer = answer(operation).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private String answer(String operation) {
        return switch (operation) {
            case "BatchGetItem" -> "{\"Responses\":{},\"UnprocessedKeys\":{}}";
            case "GetSecretValue" ->
                JsonNodeFactory.instance
                        .objectNode()
                        .put("Name", "example")
                        .put("SecretString", secret.get())
                        .toString();
            case "UpdateItem" -> "{\"Attributes\":{\"allowed\":{\"N\":\"1\"},\"lastMillis\":{\"N\":\"1\"}}}";
            default -> "{}";
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
