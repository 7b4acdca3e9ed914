package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.aws.transport.ScriptedEndpoint;
import dev.crowai.gateway.aws.transport.ScriptedEndpoint.Request;
import dev.crowai.gateway.aws.transport.SocketHttpClient;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The SDK's generated client is the judge: every call is made by both, and what goes out and comes back is the same. */
class GeneratedClientTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final StaticCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsSessionCredentials.create("key", "secret", "token"));

    private static final Map<String, AttributeValue> KEY =
            Map.of("pk", AttributeValue.fromS("caf\u00e9 \"\ud83d\ude00\" \\ \n"), "sk", AttributeValue.fromS("s"));
    private static final Map<String, AttributeValue> EVERY_TYPE = Map.ofEntries(
            Map.entry("pk", AttributeValue.fromS("p")),
            Map.entry("text", AttributeValue.fromS("")),
            Map.entry("number", AttributeValue.fromN("-1.5E+10")),
            Map.entry("bytes", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 127, 62, 63}))),
            Map.entry("yes", AttributeValue.fromBool(true)),
            Map.entry("null", AttributeValue.fromNul(true)),
            Map.entry("texts", AttributeValue.fromSs(List.of("a", "b"))),
            Map.entry("numbers", AttributeValue.fromNs(List.of("1", "2"))),
            Map.entry("binaries", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("x")))),
            Map.entry("list", AttributeValue.fromL(List.of(AttributeValue.fromS("in"), AttributeValue.fromN("1")))),
            Map.entry("map", AttributeValue.fromM(Map.of("in", AttributeValue.fromBool(false)))),
            Map.entry("empty", AttributeValue.fromM(Map.of())));

    private static final PutItemRequest PUT =
            PutItemRequest.builder().tableName("table").item(EVERY_TYPE).build();
    private static final PutItemRequest CONDITIONAL_PUT = PUT.toBuilder()
            .conditionExpression("#n = :v")
            .expressionAttributeNames(Map.of("#n", "number"))
            .expressionAttributeValues(Map.of(":v", AttributeValue.fromN("1")))
            .returnValues(ReturnValue.ALL_OLD)
            .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
            .returnItemCollectionMetrics(ReturnItemCollectionMetrics.SIZE)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    private static final UpdateItemRequest UPDATE = UpdateItemRequest.builder()
            .tableName("table")
            .key(KEY)
            .updateExpression("SET #n = if_not_exists(#n, :zero) + :one")
            .conditionExpression("attribute_not_exists(pk)")
            .expressionAttributeNames(Map.of("#n", "number"))
            .expressionAttributeValues(Map.of(":zero", AttributeValue.fromN("0"), ":one", AttributeValue.fromN("1")))
            .returnValues(ReturnValue.ALL_NEW)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    private static final BatchGetItemRequest GET = BatchGetItemRequest.builder()
            .requestItems(Map.of(
                    "table",
                    KeysAndAttributes.builder()
                            .keys(List.of(KEY, Map.of("pk", AttributeValue.fromS("2"))))
                            .consistentRead(true)
                            .projectionExpression("pk")
                            .build()))
            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
            .build();
    private static final BatchWriteItemRequest WRITE = BatchWriteItemRequest.builder()
            .requestItems(Map.of(
                    "table",
                    List.of(
                            WriteRequest.builder()
                                    .deleteRequest(delete -> delete.key(KEY))
                                    .build(),
                            WriteRequest.builder()
                                    .putRequest(put -> put.item(EVERY_TYPE))
                                    .build())))
            .build();

    private static final String ITEM = """
            {"pk":{"S":"caf\\u00e9"},"n":{"N":"12345678901234567890"},"b":{"B":"AP9/Pj8="},"t":{"BOOL":true},
             "z":{"NULL":true},"ss":{"SS":["a"]},"ns":{"NS":["1"]},"bs":{"BS":["eA=="]},
             "l":{"L":[{"S":"x"},{"M":{"y":{"N":"1"}}}]},"m":{"M":{}},"future":{"XX":"new"}}""".replace("\n", "");
    private static final String CAPACITY =
            "{\"TableName\":\"table\",\"CapacityUnits\":1.5,\"Table\":{\"CapacityUnits\":1},\"Unknown\":[{\"a\":[1]}]}";

    record Call(String name, Function<DynamoDbClient, DynamoDbResponse> made) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Said(int status, String body) {}

    private record Result(Optional<DynamoDbResponse> response, Optional<SdkException> failure, List<Request> sent) {}

    private static Call put(PutItemRequest request) {
        return new Call("PutItem", client -> client.putItem(request));
    }

    private static final Call UPDATES = new Call("UpdateItem", client -> client.updateItem(UPDATE));
    private static final Call GETS = new Call("BatchGetItem", client -> client.batchGetItem(GET));
    private static final Call WRITES = new Call("BatchWriteItem", client -> client.batchWriteItem(WRITE));

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of(put(PUT), new Said(200, "{}")),
                Arguments.of(put(PUT), new Said(200, "{\"Attributes\":null}")),
                Arguments.of(
                        put(CONDITIONAL_PUT),
                        new Said(200, "{\"Attributes\":" + ITEM + ",\"ConsumedCapacity\":" + CAPACITY + "}")),
                Arguments.of(UPDATES, new Said(200, "{\"Attributes\":" + ITEM + "}")),
                Arguments.of(
                        UPDATES,
                        new Said(
                                200,
                                "{\"ItemCollectionMetrics\":{\"ItemCollectionKey\":{\"pk\":{\"S\":\"p\"}},"
                                        + "\"SizeEstimateRangeGB\":[0.5,1.5]}}")),
                Arguments.of(GETS, new Said(200, "{\"Responses\":{},\"UnprocessedKeys\":{}}")),
                Arguments.of(
                        GETS,
                        new Said(
                                200,
                                "{\"Responses\":{\"table\":[" + ITEM + "," + ITEM + "]},\"UnprocessedKeys\":{\"table\":"
                                        + "{\"Keys\":[{\"pk\":{\"S\":\"2\"}}],\"ConsistentRead\":true}},"
                                        + "\"ConsumedCapacity\":[" + CAPACITY + "]}")),
                Arguments.of(WRITES, new Said(200, "{\"UnprocessedItems\":{}}")),
                Arguments.of(
                        WRITES,
                        new Said(
                                200,
                                "{\"UnprocessedItems\":{\"table\":[{\"DeleteRequest\":{\"Key\":{\"pk\":{\"S\":\"p\"}}}},"
                                        + "{\"PutRequest\":{\"Item\":" + ITEM + "}}]}}")));
    }

    private static Arguments refusal(Call call, int status, String type, String more) {
        return Arguments.of(
                call, new Said(status, "{\"__type\":\"" + type + "\",\"message\":\"why not\"" + more + "}"));
    }

    static Stream<Arguments> refusals() {
        String namespace = "com.amazonaws.dynamodb.v20120810#";
        Stream<Arguments> types = Stream.of(
                        "ConditionalCheckFailedException",
                        "InternalServerError",
                        "ItemCollectionSizeLimitExceededException",
                        "ProvisionedThroughputExceededException",
                        "ReplicatedWriteConflictException",
                        "RequestLimitExceeded",
                        "ResourceNotFoundException",
                        "ThrottlingException",
                        "TransactionConflictException",
                        "ValidationException",
                        "AccessDeniedException")
                .map(type -> refusal(UPDATES, type.equals("InternalServerError") ? 500 : 400, namespace + type, ""));
        return Stream.concat(
                types,
                Stream.of(
                        refusal(UPDATES, 400, namespace + "ConditionalCheckFailedException", ",\"Item\":" + ITEM),
                        refusal(put(PUT), 400, namespace + "ConditionalCheckFailedException", ",\"Item\":" + ITEM),
                        refusal(
                                GETS,
                                400,
                                namespace + "ThrottlingException",
                                ",\"throttlingReasons\":[{\"reason\":\"r\",\"resource\":\"t\"}]"),
                        refusal(GETS, 400, "com.amazon.coral.service#UnrecognizedClientException", ""),
                        refusal(WRITES, 400, "com.amazon.coral.service#SerializationException", ""),
                        Arguments.of(
                                GETS, new Said(400, "{\"__type\":\"x#ValidationException\",\"Message\":\"large\"}")),
                        Arguments.of(GETS, new Said(400, "{}")),
                        Arguments.of(GETS, new Said(403, "")),
                        Arguments.of(GETS, new Said(503, "<html>")),
                        Arguments.of(GETS, new Said(400, "{\"__type\":"))));
    }

    private static Result made(Call call, Said said, Function<URI, DynamoDbClient> clients) throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start(
                        (_, peer) -> peer.json(said.status(), said.body(), "x-amzn-RequestId: the-request\r\n"));
                DynamoDbClient client = clients.apply(endpoint.uri())) {
            try {
                DynamoDbResponse response = call.made().apply(client);
                return new Result(Optional.of(response), Optional.empty(), endpoint.received());
            } catch (SdkException failure) {
                return new Result(Optional.empty(), Optional.of(failure), endpoint.received());
            }
        }
    }

    private static Result byGenerated(Call call, Said said) throws IOException {
        return made(
                call,
                said,
                endpoint -> DynamoDbClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(KEYS)
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .overrideConfiguration(override -> override.retryStrategy(retry -> retry.maxAttempts(1)))
                        .build());
    }

    private static Result byOwn(Call call, Said said) throws IOException {
        return made(
                call,
                said,
                endpoint -> DynamoDbClients.create(
                        new TableAccess(endpoint, Region.EU_WEST_1, KEYS),
                        new SocketHttpClient(LONG, LONG),
                        LONG,
                        Clock.systemUTC()));
    }

    private static String scope(Request request) {
        return request.headers().getOrDefault("Authorization", "").replaceFirst(", *SignedHeaders=.*", "");
    }

    private static JsonNode body(Request request) throws IOException {
        return JSON.readTree(request.body());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void sends_and_understands_the_same(Call call, Said said) throws IOException {
        Result judge = byGenerated(call, said);
        Result own = byOwn(call, said);

        assertThat(own.failure()).isEqualTo(judge.failure()).isEmpty();
        assertThat(own.response()
                        .orElseThrow()
                        .equalsBySdkFields(judge.response().orElseThrow()))
                .as("%s, not %s", own.response(), judge.response())
                .isTrue();
        assertThat(own.response().orElseThrow().sdkHttpResponse().statusCode()).isEqualTo(said.status());
        Request sent = own.sent().getFirst();
        Request expected = judge.sent().getFirst();
        assertThat(body(sent)).isEqualTo(body(expected));
        assertThat(sent.line()).isEqualTo(expected.line());
        assertThat(scope(sent)).isEqualTo(scope(expected));
        assertThat(sent.headers().get("X-Amz-Target"))
                .isEqualTo(expected.headers().get("X-Amz-Target"));
        assertThat(sent.headers().get("Content-Type"))
                .isEqualTo(expected.headers().get("Content-Type"));
        assertThat(sent.headers().get("X-Amz-Security-Token"))
                .isEqualTo(expected.headers().get("X-Amz-Security-Token"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void fails_in_the_same_way(Call call, Said said) throws IOException {
        AwsServiceException judge =
                (AwsServiceException) byGenerated(call, said).failure().orElseThrow();
        AwsServiceException own =
                (AwsServiceException) byOwn(call, said).failure().orElseThrow();

        assertThat(own).hasSameClassAs(judge);
        assertThat(own.statusCode()).isEqualTo(judge.statusCode());
        assertThat(own.requestId()).isEqualTo(judge.requestId());
        assertThat(own.awsErrorDetails().errorCode())
                .isEqualTo(judge.awsErrorDetails().errorCode());
        assertThat(own.awsErrorDetails().errorMessage())
                .isEqualTo(judge.awsErrorDetails().errorMessage());
        assertThat(own.awsErrorDetails().serviceName())
                .isEqualTo(judge.awsErrorDetails().serviceName());
        assertThat(own.isThrottlingException()).isEqualTo(judge.isThrottlingException());
        for (SdkField<?> field : ((SdkPojo) judge).sdkFields()) {
            assertThat(field.getValueOrDefault(own)).isEqualTo(field.getValueOrDefault(judge));
        }
        if (judge instanceof ConditionalCheckFailedException unmet) {
            assertThat(((ConditionalCheckFailedException) own).hasItem()).isEqualTo(unmet.hasItem());
        }
    }
}
