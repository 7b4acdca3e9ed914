package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import dev.crowai.gateway.aws.transport.WholeResponse;
import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Whatever DynamoDB responds, and whatever somebody wrote into the table: a value within its bounds, or one failure. */
class TableResponseFuzzTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final StoreKey KEY = new StoreKey("p", "s");
    private static final Quota QUOTA = new Quota(5, 60);
    private static final Count.Entry ENTRY = new Count.Entry(1, NOW.toEpochMilli());

    /**
     * The first byte picks the operation, the second the status of all responses; the rest is the body of all
     * responses.
     */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "{\"Responses\":{\"table\":[{\"pk\":{\"S\":\"p\"},\"sk\":{\"S\":\"s\"},\"expiresAt\":{\"N\":\"1900000000\"},",
        "\"value\":{\"B\":\"AAEC\"}}]}}",
        "\"number\":{\"N\":\"7\"}}]}}",
        "\"UnprocessedKeys\":{\"table\":{\"Keys\":[",
        "{\"UnprocessedItems\":{",
        "{\"Attributes\":{\"allowed\":{\"N\":\"1\"},\"counted\":{\"N\":\"1\"},\"lastMillis\":{\"N\":\"1772366400000\"}}}",
        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\",\"Item\":{",
        "{\"__type\":\"x#ThrottlingException\",\"message\":\"",
        "\"t0\":{\"N\":\"",
        "{\"M\":{",
        "{\"L\":[",
        "{\"NULL\":true}",
        "{\"BOOL\":",
        "9223372036854775807",
        "-1",
        "1e5"
    })
    void a_response_is_a_value_or_a_failure(byte[] data) {
        if (data.length < 2) {
            return;
        }
        int status = (data[1] & 1) == 0 ? 200 : 400;
        byte[] body = Arrays.copyOfRange(data, 2, data.length);
        DynamoDbStore store = new DynamoDbStore(new Responding(status, body), "table", InstantSource.fixed(NOW));
        try {
            switch ((data[0] & 0xFF) % 6) {
                case 0 -> assertItems(store.get(Set.of(KEY)));
                case 1 -> store.put(StoredItem.of(KEY, body, NOW));
                case 2 -> store.delete(Set.of(KEY));
                case 3 -> assertThat(store.increment(KEY, NOW)).isNotNegative();
                case 4 -> assertCount(store.count(KEY, QUOTA, NOW));
                default -> store.takeBack(KEY, QUOTA, ENTRY);
            }
        } catch (StoreException failure) {
            assertThat(failure).hasMessageNotContaining("table");
        }
    }

    private static void assertItems(Map<StoreKey, StoredItem> items) {
        items.forEach((key, item) -> {
            assertThat(item.key()).isEqualTo(key);
            assertThat(item.expiresAt()).isAfter(NOW);
        });
    }

    private static void assertCount(Count count) {
        assertThat(count.remaining()).isBetween(0, QUOTA.limit());
        assertThat(count.movesAt()).isAfter(NOW);
    }

    /** The models and errors that the gateway's client makes of one response, whatever is asked. */
    private static final class Responding implements DynamoDbClient {
        private static final JsonFactory JSON = new JsonFactory();
        private static final ModelReader READER = new ModelReader(JSON);
        private static final ServiceErrors ERRORS = new ServiceErrors(JSON, READER, InstantSource.fixed(NOW));

        private final int status;
        private final byte[] body;

        private Responding(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        private <T extends SdkPojo> T filled(T into) {
            if (status != 200) {
                SdkHttpFullResponse head =
                        SdkHttpFullResponse.builder().statusCode(status).build();
                throw ERRORS.of(new WholeResponse(head, body));
            }
            try {
                READER.read(body, into);
                return into;
            } catch (IOException unreadable) {
                throw SdkClientException.create("unreadable", unreadable);
            }
        }

        @Override
        public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
            return filled(BatchGetItemResponse.builder()).build();
        }

        @Override
        public PutItemResponse putItem(PutItemRequest request) {
            return filled(PutItemResponse.builder()).build();
        }

        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest request) {
            return filled(UpdateItemResponse.builder()).build();
        }

        @Override
        public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
            return filled(BatchWriteItemResponse.builder()).build();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }
}
