package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.DynamoDbClients;
import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.aws.dynamodb.TableAccess;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.RecordingServer;
import dev.crowai.gateway.testing.RecordingServer.Received;
import dev.crowai.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A table that throttles, as DynamoDB says it on the wire. */
class ThrottledTableTest {
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    private static final String PRODUCTS = "/api/v1/products";

    /** A call of the store with its retries. */
    private static final int TRIES = 4;

    private static Response throttled(String code) {
        return Response.json(
                400, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\",\"message\":\"too many\"}");
    }

    private interface Scene {
        void play(TestGateway instance, RecordingServer table) throws Exception;
    }

    private static void on(Function<Received, Response> answers, Scene scene) throws Exception {
        try (RecordingServer table = RecordingServer.start(answers);
                DynamoDbClient client = client(table)) {
            DynamoDbStore store = new DynamoDbStore(client, "crow-gateway", InstantSource.fixed(Fleet.START));
            scene.play(Fleet.on(store, store).start(), table);
        }
    }

    private static DynamoDbClient client(RecordingServer table) throws IOException {
        return DynamoDbClients.create(new TableAccess(
                URI.create(table.url()),
                Region.EU_WEST_1,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ProvisionedThroughputExceededException",
                "ThrottlingException",
                "RequestLimitExceeded",
                "InternalServerError"
            })
    void refuses_nobody_and_is_left_alone(String code) throws Exception {
        on(_ -> throttled(code), (instance, table) -> {
            List<Integer> statuses = List.of(
                    instance.get(PRODUCTS, ANN).status(),
                    instance.get(PRODUCTS, ANN).status(),
                    instance.get("/health").status());

            assertThat(statuses).containsOnly(200);
            assertThat(table.received()).hasSizeLessThanOrEqualTo(TRIES);
            assertThat(instance.log())
                    .anyMatch(line -> line.contains("\"event\":\"circuitOpened\",") && line.contains("\"table\""));
        });
    }

    @Test
    void a_write_goes_through_and_says_that_stored_responses_may_be_old() throws Exception {
        on(_ -> throttled("ThrottlingException"), (instance, _) -> {
            assertThat(instance.post(PRODUCTS, "{}", ANN).status()).isEqualTo(200);
            assertThat(instance.log().getLast()).contains("\"cacheInvalidation\":\"failed\"");
        });
    }

    /** DynamoDB reads some keys of a batch and says which it did not read. */
    @Test
    void a_read_that_stays_incomplete_counts_as_failed() throws Exception {
        on(ThrottledTableTest::incomplete, (instance, _) -> {
            assertThat(instance.get(PRODUCTS, ANN).status()).isEqualTo(200);
            assertThat(instance.log().getLast()).contains("\"identityStore\":\"failed\"");
        });
    }

    private static Response incomplete(Received request) {
        String operation = request.headers().first("X-Amz-Target").orElse("");
        return operation.endsWith("BatchGetItem")
                ? Response.json(
                        200,
                        "{\"Responses\":{},\"UnprocessedKeys\":{\"crow-gateway\":{\"ConsistentRead\":true,"
                                + "\"Keys\":[{\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"b\"}}]}}}")
                : Response.json(
                        200,
                        "{\"Attributes\":{\"allowed\":{\"N\":\"1\"},\"counted\":{\"N\":\"1\"},\"lastMillis\":{\"N\":\""
                                + Fleet.START.toEpochMilli() + "\"}}}");
    }
}
