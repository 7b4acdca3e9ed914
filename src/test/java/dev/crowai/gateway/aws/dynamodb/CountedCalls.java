package dev.crowai.gateway.aws.dynamodb;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Counts the calls of the store by operation, and passes them on. Reads that only tests make are not counted. Thread-safe. */
public final class CountedCalls implements DynamoDbClient {
    private final Map<String, Integer> byOperation = new TreeMap<>();
    private final DynamoDbClient store;
    private final DynamoDbClient whole;

    /**
     * Calls that were not made yet.
     *
     * @param store makes the store's calls
     * @param whole makes every other
     */
    CountedCalls(DynamoDbClient store, DynamoDbClient whole) {
        this.store = store;
        this.whole = whole;
    }

    private synchronized void count(String operation) {
        byOperation.merge(operation, 1, Integer::sum);
    }

    /** How many calls of each operation since the last {@link #reset}. */
    public synchronized Map<String, Integer> byOperation() {
        return Map.copyOf(byOperation);
    }

    public synchronized int total() {
        return byOperation.values().stream().mapToInt(Integer::intValue).sum();
    }

    public synchronized void reset() {
        byOperation.clear();
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        count("BatchGetItem");
        return store.batchGetItem(request);
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        count("PutItem");
        return store.putItem(request);
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        count("UpdateItem");
        return store.updateItem(request);
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        count("BatchWriteItem");
        return store.batchWriteItem(request);
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return whole.getItem(request);
    }

    @Override
    public ScanResponse scan(ScanRequest request) {
        return whole.scan(request);
    }

    @Override
    public String serviceName() {
        return store.serviceName();
    }

    @Override
    public void close() {
        store.close();
        whole.close();
    }
}
