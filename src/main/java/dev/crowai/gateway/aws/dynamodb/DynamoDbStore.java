package dev.crowai.gateway.aws.dynamodb;

import static dev.crowai.gateway.aws.dynamodb.TableItem.EXPIRES_AT;
import static dev.crowai.gateway.aws.dynamodb.TableItem.NUMBER;

import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.SlidingWindow;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Implements both ports on one DynamoDB table. It uses four operations: {@code BatchGetItem}, {@code PutItem}, {@code
 * UpdateItem} and {@code BatchWriteItem}. Thread-safe.
 */
public final class DynamoDbStore implements KeyValueStore, Counters {
    /**
     * How many times a batch is sent, including for the items that DynamoDB left unprocessed, before the call fails.
     */
    private static final int MOST_ROUNDS = 3;

    /** How often a count is tried again after another instance changed the item first. */
    private static final int MOST_RACES = 8;

    private final DynamoDbClient client;
    private final String table;
    private final InstantSource clock;

    public DynamoDbStore(DynamoDbClient client, String table, InstantSource clock) {
        this.client = client;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Map<StoreKey, StoredItem> get(Set<StoreKey> keys) throws StoreException {
        Map<StoreKey, StoredItem> found = HashMap.newHashMap(keys.size());
        Map<String, KeysAndAttributes> wanted = Map.of(
                table,
                KeysAndAttributes.builder()
                        .keys(keys.stream().map(TableItem::key).toList())
                        .consistentRead(true)
                        .build());
        for (int round = 0; round < MOST_ROUNDS; round++) {
            BatchGetItemRequest request =
                    BatchGetItemRequest.builder().requestItems(wanted).build();
            BatchGetItemResponse response = call("BatchGetItem", () -> client.batchGetItem(request));
            keepPresent(response.responses().getOrDefault(table, List.of()), found);
            wanted = response.unprocessedKeys();
            if (wanted.isEmpty()) {
                return Map.copyOf(found);
            }
        }
        throw new StoreException("BatchGetItem left keys unread");
    }

    private void keepPresent(List<Map<String, AttributeValue>> items, Map<StoreKey, StoredItem> found)
            throws StoreException {
        Instant now = clock.instant();
        for (Map<String, AttributeValue> attributes : items) {
            StoredItem item = TableItem.read(attributes)
                    .orElseThrow(() -> new StoreException("BatchGetItem gave an item without key"));
            if (now.isBefore(item.expiresAt())) {
                found.put(item.key(), item);
            }
        }
    }

    @Override
    public void put(StoredItem item) throws StoreException {
        KeyValueStore.requireRoomFor(item);
        PutItemRequest request = PutItemRequest.builder()
                .tableName(table)
                .item(TableItem.of(item))
                .build();
        call("PutItem", () -> client.putItem(request));
    }

    @Override
    public void delete(Set<StoreKey> keys) throws StoreException {
        Map<String, List<WriteRequest>> wanted =
                Map.of(table, keys.stream().map(DynamoDbStore::delete).toList());
        for (int round = 0; round < MOST_ROUNDS; round++) {
            BatchWriteItemRequest request =
                    BatchWriteItemRequest.builder().requestItems(wanted).build();
            wanted =
                    call("BatchWriteItem", () -> client.batchWriteItem(request)).unprocessedItems();
            if (wanted.isEmpty()) {
                return;
            }
        }
        throw new StoreException("BatchWriteItem left keys undeleted");
    }

    private static WriteRequest delete(StoreKey key) {
        return WriteRequest.builder()
                .deleteRequest(DeleteRequest.builder().key(TableItem.key(key)).build())
                .build();
    }

    @Override
    public long increment(StoreKey key, Instant expiresAt) throws StoreException {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(TableItem.key(key))
                .updateExpression("SET #number = if_not_exists(#number, :zero) + :one, " + EXPIRES_AT + " = :expiresAt")
                .expressionAttributeNames(Map.of("#number", NUMBER))
                .expressionAttributeValues(Map.of(
                        ":zero", TableItem.number(0),
                        ":one", TableItem.number(1),
                        ":expiresAt", TableItem.number(expiresAt.getEpochSecond())))
                .returnValues(ReturnValue.UPDATED_NEW)
                .build();
        Map<String, AttributeValue> updated =
                call("UpdateItem", () -> client.updateItem(request)).attributes();
        return TableItem.number(updated, NUMBER).orElseThrow(() -> new StoreException("UpdateItem gave no number"));
    }

    /**
     * {@inheritDoc}
     *
     * <p>This is one {@code UpdateItem}, whether the request is allowed or refused. After a whole window without
     * requests, it is two calls, because the old count is then replaced. One more call is needed when an instance whose
     * clock is ahead, or one that replaced the old count, changed the item first.
     */
    @Override
    public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
        long time = now.toEpochMilli();
        for (int race = 0; race < MOST_RACES; race++) {
            SlidingWindow stored;
            try {
                UpdateItemRequest request = WindowItem.plusOne(table, key, quota, time);
                SlidingWindow counted = WindowItem.read(
                        conditional("UpdateItem", () -> client.updateItem(request)).attributes());
                return counted.allowed(quota, time);
            } catch (ConditionalCheckFailedException unmet) {
                stored = unmet.hasItem() ? WindowItem.read(unmet.item()) : SlidingWindow.EMPTY;
            }
            if (stored.isOver(quota, now.toEpochMilli())) {
                SlidingWindow first = SlidingWindow.EMPTY.plusOne(quota, now.toEpochMilli());
                if (replace(key, quota, stored, first)) {
                    return first.allowed(quota, now.toEpochMilli());
                }
                continue;
            }
            time = stored.timeFor(now.toEpochMilli());
            if (stored.room(quota, time) == 0) {
                return stored.refused(quota, time);
            }
        }
        throw new StoreException("a count lost every race");
    }

    /**
     * {@inheritDoc}
     *
     * <p>This is one {@code UpdateItem} when no slot has begun since the request. Otherwise it is one more, and another
     * one for each slot that begins in the meantime.
     */
    @Override
    public void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException {
        Set<Integer> including = Set.of(SlidingWindow.position(quota, entry.millis()));
        for (int race = 0; race < MOST_RACES; race++) {
            Optional<SlidingWindow> unmet = updated(WindowItem.minusOne(table, key, quota, entry, including));
            if (unmet.isEmpty() || !unmet.get().counts(quota, entry)) {
                return;
            }
            including = unmet.get().including(entry);
        }
        throw new StoreException("a count that was to be taken back lost every race");
    }

    /** The stored item when the condition of the update was not met; empty when it was met. */
    private Optional<SlidingWindow> updated(UpdateItemRequest request) throws StoreException {
        try {
            conditional("UpdateItem", () -> client.updateItem(request));
            return Optional.empty();
        } catch (ConditionalCheckFailedException unmet) {
            return Optional.of(unmet.hasItem() ? WindowItem.read(unmet.item()) : SlidingWindow.EMPTY);
        }
    }

    private boolean replace(StoreKey key, Quota quota, SlidingWindow over, SlidingWindow window) throws StoreException {
        PutItemRequest request = WindowItem.replace(table, key, quota, over, window);
        try {
            conditional("PutItem", () -> client.putItem(request));
            return true;
        } catch (ConditionalCheckFailedException faster) {
            return false;
        }
    }

    /** Makes a call with a condition. An unmet condition is thrown as it is. */
    private static <T> T conditional(String operation, Supplier<T> request) throws StoreException {
        try {
            return request.get();
        } catch (ConditionalCheckFailedException unmet) {
            throw unmet;
        } catch (SdkException failure) {
            throw failed(operation, failure);
        }
    }

    private static <T> T call(String operation, Supplier<T> request) throws StoreException {
        try {
            return request.get();
        } catch (SdkException failure) {
            throw failed(operation, failure);
        }
    }

    private static StoreException failed(String operation, SdkException failure) {
        return new StoreException(operation + " failed: " + failure.getClass().getSimpleName(), failure);
    }
}
