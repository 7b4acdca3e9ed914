package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** What the store does with the answers that a real DynamoDB seldom gives. */
final class DynamoDbStoreTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String TABLE = "table";
    private static final StoreKey ONE = new StoreKey("p", "one");
    private static final StoreKey TWO = new StoreKey("p", "two");
    private static final Quota QUOTA = new Quota(3, 120);

    /** Answers nothing, until a test says what. */
    private static class Silent implements DynamoDbClient {
        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }

    private static DynamoDbStore store(DynamoDbClient client) {
        return new DynamoDbStore(client, TABLE, InstantSource.fixed(NOW));
    }

    private static StoredItem item(StoreKey key) {
        return StoredItem.of(key, new byte[] {1}, NOW.plusSeconds(60));
    }

    /** Reads one key a call, and leaves the others. */
    private static final class OneAtATime extends Silent {
        private final boolean ever;

        OneAtATime(boolean ever) {
            this.ever = ever;
        }

        @Override
        public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
            KeysAndAttributes asked = request.requestItems()
                    .getOrDefault(TABLE, KeysAndAttributes.builder().build());
            if (!ever) {
                return BatchGetItemResponse.builder()
                        .unprocessedKeys(request.requestItems())
                        .build();
            }
            List<Map<String, AttributeValue>> rest =
                    asked.keys().subList(1, asked.keys().size());
            StoredItem found = item(TableItem.key(asked.keys().getFirst()));
            return BatchGetItemResponse.builder()
                    .responses(Map.of(TABLE, List.of(TableItem.of(found))))
                    .unprocessedKeys(
                            rest.isEmpty()
                                    ? Map.of()
                                    : Map.of(TABLE, asked.toBuilder().keys(rest).build()))
                    .build();
        }
    }

    @Test
    void asks_again_for_keys_that_were_left_unread() throws StoreException {
        assertThat(store(new OneAtATime(true)).get(Set.of(ONE, TWO)))
                .containsOnly(Map.entry(ONE, item(ONE)), Map.entry(TWO, item(TWO)));
    }

    @Test
    void gives_up_on_keys_that_are_left_unread_again_and_again() {
        assertThatThrownBy(() -> store(new OneAtATime(false)).get(Set.of(ONE))).isInstanceOf(StoreException.class);
    }

    @Test
    void deletes_again_what_was_left_undeleted() throws StoreException {
        AtomicInteger calls = new AtomicInteger();
        DynamoDbClient leavesAllOnce = new Silent() {
            @Override
            public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
                return BatchWriteItemResponse.builder()
                        .unprocessedItems(calls.getAndIncrement() == 0 ? request.requestItems() : Map.of())
                        .build();
            }
        };
        store(leavesAllOnce).delete(Set.of(ONE));

        assertThat(calls).hasValue(2);
    }

    @Test
    void a_silent_table_is_a_store_failure_that_names_the_operation_and_no_key() {
        DynamoDbClient silent = new Silent() {
            @Override
            public UpdateItemResponse updateItem(UpdateItemRequest request) {
                throw SdkClientException.create("timed out");
            }
        };
        Throwable failure = catchThrowable(() -> store(silent).count(ONE, QUOTA, NOW));

        assertThat(failure)
                .isInstanceOf(StoreException.class)
                .hasMessage("UpdateItem failed: SdkClientException")
                .hasRootCauseMessage("timed out");
    }

    @Test
    void a_count_that_loses_every_race_is_a_store_failure() {
        DynamoDbClient neverInTime = new Silent() {
            @Override
            public UpdateItemResponse updateItem(UpdateItemRequest request) {
                throw ConditionalCheckFailedException.builder().build();
            }

            @Override
            public PutItemResponse putItem(PutItemRequest request) {
                throw ConditionalCheckFailedException.builder().build();
            }
        };

        assertThatThrownBy(() -> store(neverInTime).count(ONE, QUOTA, NOW)).isInstanceOf(StoreException.class);
    }
}
