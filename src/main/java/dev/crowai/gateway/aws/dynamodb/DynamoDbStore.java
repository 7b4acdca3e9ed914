package dev.crowai.gateway.aws.dynamodb;

import static dev.crowai.gateway.aws.dynamodb.TableItem.EXPIRES_AT;
import static dev.crowai.gateway.aws.dynamodb.TableItem.NUMBER;

import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** How often a number is tried again that other instances begin at the same time. */
    private static final int MOST_RACES = 3;

    private final DynamoDbClient client;
    private final String table;
    private final InstantSource clock;
    private final Counters counters;

    public DynamoDbStore(DynamoDbClient client, String table, InstantSource clock) {
        this.client = client;
        this.table = table;
        this.clock = clock;
        this.counters = new DynamoDbCounters(client, table);
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
            BatchGetItemResponse response = TableCall.of("BatchGetItem", () -> client.batchGetItem(request));
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
            StoredItem item = read(attributes);
            if (now.isBefore(item.expiresAt())) {
                found.put(item.key(), item);
            }
        }
    }

    private static StoredItem read(Map<String, AttributeValue> attributes) throws StoreException {
        try {
            return TableItem.read(attributes);
        } catch (IllegalArgumentException noKey) {
            throw StoreException.ofItem("BatchGetItem returned an item without a key", noKey);
        }
    }

    @Override
    public void put(StoredItem item) throws StoreException {
        KeyValueStore.requireRoomFor(item);
        PutItemRequest request = PutItemRequest.builder()
                .tableName(table)
                .item(TableItem.of(item))
                .build();
        TableCall.of("PutItem", () -> client.putItem(request));
    }

    @Override
    public void delete(Set<StoreKey> keys) throws StoreException {
        Map<String, List<WriteRequest>> wanted =
                Map.of(table, keys.stream().map(DynamoDbStore::delete).toList());
        for (int round = 0; round < MOST_ROUNDS; round++) {
            BatchWriteItemRequest request =
                    BatchWriteItemRequest.builder().requestItems(wanted).build();
            wanted = TableCall.of("BatchWriteItem", () -> client.batchWriteItem(request))
                    .unprocessedItems();
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
        for (int race = 0; race < MOST_RACES; race++) {
            try {
                return TableItem.number(
                        TableCall.of("UpdateItem", () -> client.updateItem(request))
                                .attributes(),
                        NUMBER);
            } catch (IllegalArgumentException noNumber) {
                throw StoreException.ofItem("UpdateItem returned no number", noNumber);
            } catch (StoreException failure) {
                if (!failure.isOfItem()) {
                    throw failure;
                }
                if (restarted(key, expiresAt)) {
                    return 1;
                }
            }
        }
        throw StoreException.ofItem("a number lost every race");
    }

    /** Begins at one in place of a number that is none, unless another instance has done so. */
    private boolean restarted(StoreKey key, Instant expiresAt) throws StoreException {
        Map<String, AttributeValue> item = new HashMap<>(TableItem.key(key));
        item.put(NUMBER, TableItem.number(1));
        item.put(EXPIRES_AT, TableItem.number(expiresAt.getEpochSecond()));
        PutItemRequest request = PutItemRequest.builder()
                .tableName(table)
                .item(item)
                .conditionExpression("NOT attribute_type(#number, :type)")
                .expressionAttributeNames(Map.of("#number", NUMBER))
                .expressionAttributeValues(Map.of(":type", AttributeValue.fromS("N")))
                .build();
        try {
            TableCall.conditional("PutItem", () -> client.putItem(request));
            return true;
        } catch (ConditionalCheckFailedException faster) {
            return false;
        }
    }

    @Override
    public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
        return counters.count(key, quota, now);
    }

    @Override
    public void takeBack(StoreKey key, Quota quota, Count.Entry entry) throws StoreException {
        counters.takeBack(key, quota, entry);
    }
}
