package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.SlidingWindow;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Counts requests in one DynamoDB table, see {@link SlidingWindow} and {@link WindowItem}. An item that is no count, for
 * example because it was damaged, is replaced by a new count. Thread-safe.
 */
final class DynamoDbCounters implements Counters {
    /** How often a count is tried again after another instance changed the item first. */
    private static final int MOST_RACES = 8;

    private final DynamoDbClient client;
    private final String table;

    DynamoDbCounters(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * {@inheritDoc}
     *
     * <p>This is one {@code UpdateItem}, whether the request is allowed or refused. After a whole window without
     * requests, it is two calls, because the old count is then replaced; the same for an item that is no count. One more
     * call is needed when an instance whose clock is ahead, or one that replaced the old count, changed the item first.
     */
    @Override
    public Count count(StoreKey key, Quota quota, Instant now) throws StoreException {
        try {
            return countRacing(key, quota, now);
        } catch (IllegalArgumentException noCount) {
            SlidingWindow first = SlidingWindow.EMPTY.plusOne(quota, now.toEpochMilli());
            PutItemRequest request = WindowItem.replace(table, key, quota, first);
            TableCall.of("PutItem", () -> client.putItem(request));
            return first.allowed(quota, now.toEpochMilli());
        }
    }

    /** @throws IllegalArgumentException when the stored item is no count */
    private Count countRacing(StoreKey key, Quota quota, Instant now) throws StoreException {
        long time = now.toEpochMilli();
        for (int race = 0; race < MOST_RACES; race++) {
            SlidingWindow stored;
            try {
                UpdateItemRequest request = WindowItem.plusOne(table, key, quota, time);
                SlidingWindow counted =
                        WindowItem.read(TableCall.conditional("UpdateItem", () -> client.updateItem(request))
                                .attributes());
                return counted.allowed(quota, time);
            } catch (ConditionalCheckFailedException unmet) {
                stored = unmet.hasItem() ? WindowItem.read(unmet.item()) : SlidingWindow.EMPTY;
            } catch (StoreException failure) {
                if (failure.isOfItem()) {
                    throw new IllegalArgumentException("no count", failure);
                }
                throw failure;
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
        throw StoreException.ofItem("a count lost every race");
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
        throw StoreException.ofItem("a count that was to be taken back lost every race");
    }

    /** The stored item when the condition of the update was not met; empty when it was met. */
    private Optional<SlidingWindow> updated(UpdateItemRequest request) throws StoreException {
        try {
            TableCall.conditional("UpdateItem", () -> client.updateItem(request));
            return Optional.empty();
        } catch (ConditionalCheckFailedException unmet) {
            return Optional.of(unmet.hasItem() ? readable(unmet.item()) : SlidingWindow.EMPTY);
        }
    }

    /** The window of an item; empty when the item is no count, so that nothing counts in it. */
    private static SlidingWindow readable(Map<String, AttributeValue> item) {
        try {
            return WindowItem.read(item);
        } catch (IllegalArgumentException noCount) {
            return SlidingWindow.EMPTY;
        }
    }

    private boolean replace(StoreKey key, Quota quota, SlidingWindow over, SlidingWindow window) throws StoreException {
        PutItemRequest request = WindowItem.replace(table, key, quota, over, window);
        try {
            TableCall.conditional("PutItem", () -> client.putItem(request));
            return true;
        } catch (ConditionalCheckFailedException faster) {
            return false;
        }
    }
}
