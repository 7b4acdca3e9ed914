package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.aws.transport.ScriptedEndpoint;
import dev.crowai.gateway.aws.transport.ScriptedEndpoint.Request;
import dev.crowai.gateway.aws.transport.ScriptedEndpoint.Script;
import dev.crowai.gateway.aws.transport.SocketHttpClient;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Calls of the store's client to an endpoint that a test scripts. */
final class StoreCalls {
    static final Duration LONG = Duration.ofSeconds(30);

    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    static final StaticCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("the-key", "the-secret"));

    static final PutItemRequest PUT = PutItemRequest.builder()
            .tableName("table")
            .item(Map.of("pk", AttributeValue.fromS("p")))
            .build();

    private StoreCalls() {}

    static DynamoDbClient client(URI endpoint, IdentityProvider<? extends AwsCredentialsIdentity> keys) {
        return client(endpoint, keys, LONG);
    }

    static DynamoDbClient client(
            URI endpoint, IdentityProvider<? extends AwsCredentialsIdentity> keys, Duration callTimeout) {
        return DynamoDbClients.create(
                new TableAccess(endpoint, Region.EU_WEST_1, keys),
                new SocketHttpClient(LONG, LONG),
                callTimeout,
                CLOCK);
    }

    static Script first(Script first) {
        return (request, peer) -> {
            if (request.number() == 1) {
                first.respond(request, peer);
            } else {
                peer.json(200, "{}");
            }
        };
    }

    static String error(String type) {
        return "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + type + "\",\"message\":\"no\"}";
    }

    /** The requests that an endpoint received while a client made one call. */
    static List<Request> received(Script script, IdentityProvider<? extends AwsCredentialsIdentity> keys)
            throws IOException {
        return received(script, keys, client -> client.putItem(PUT));
    }

    /** The requests that an endpoint received while a client made some calls. */
    static List<Request> received(
            Script script, IdentityProvider<? extends AwsCredentialsIdentity> keys, Consumer<DynamoDbClient> calls)
            throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start(script);
                DynamoDbClient client = client(endpoint.uri(), keys)) {
            calls.accept(client);
            return endpoint.received();
        }
    }
}
