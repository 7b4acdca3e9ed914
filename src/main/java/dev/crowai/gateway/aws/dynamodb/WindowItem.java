package dev.crowai.gateway.aws.dynamodb;

import static dev.crowai.gateway.aws.dynamodb.TableItem.EXPIRES_AT;
import static dev.crowai.gateway.aws.dynamodb.TableItem.PARTITION;
import static dev.crowai.gateway.aws.dynamodb.TableItem.number;

import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.SlidingWindow;
import dev.crowai.gateway.store.StoreKey;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A {@link SlidingWindow} as an item, and its arithmetic as a DynamoDB condition. The item is about 500 bytes: one write
 * unit.
 */
final class WindowItem {
    private static final String TOTAL = "allowed";
    private static final String LAST = "lastMillis";
    private static final String CEILING = "c";
    private static final String TIME = "t";

    /** The item is absent, or fresh enough to go on from and has room. An absent mark compares as false. */
    private static final String HAS_ROOM = hasRoom();

    private WindowItem() {}

    private static String hasRoom() {
        StringBuilder condition = new StringBuilder(1024)
                .append("attribute_not_exists(" + PARTITION + ")")
                .append(" OR (" + LAST + " > :start AND " + LAST + " <= :latest AND (" + TOTAL + " < :limit");
        for (int i = 0; i < SlidingWindow.MARKS; i++) {
            condition.append(" OR (" + TOTAL + " < " + CEILING + i + " AND " + TIME + i + " <= :start)");
        }
        return condition.append("))").toString();
    }

    /** Counts a request at that time if there is room; the answer, or the failure, carries the whole item. */
    static UpdateItemRequest plusOne(String table, StoreKey key, Quota quota, long millis) {
        int position = SlidingWindow.position(quota, millis);
        String total = "if_not_exists(" + TOTAL + ", :zero)";
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(TableItem.key(key))
                .updateExpression("SET " + TOTAL + " = " + total + " + :one, "
                        + CEILING + position + " = " + total + " + :ceiling, "
                        + TIME + position + " = :now, " + LAST + " = :now, "
                        + EXPIRES_AT + " = :expiresAt")
                .conditionExpression(HAS_ROOM)
                .expressionAttributeValues(Map.of(
                        ":zero", number(0),
                        ":one", number(1),
                        ":limit", number(quota.limit()),
                        ":ceiling", number(SlidingWindow.ceilingAbove(quota)),
                        ":now", number(millis),
                        ":start", number(quota.windowStart(millis)),
                        ":latest", number(millis + SlidingWindow.CLOCK_TOLERANCE_MILLIS),
                        ":expiresAt", number(expiresAt(quota, millis))))
                .returnValues(ReturnValue.ALL_NEW)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    /** Puts a window in place of one that is over, if nobody else has done so. */
    static PutItemRequest replace(String table, StoreKey key, Quota quota, SlidingWindow over, SlidingWindow window) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(write(key, quota, window))
                .conditionExpression(LAST + " = :last AND " + TOTAL + " = :total")
                .expressionAttributeValues(Map.of(":last", number(over.lastMillis()), ":total", number(over.total())))
                .build();
    }

    private static Map<String, AttributeValue> write(StoreKey key, Quota quota, SlidingWindow window) {
        Map<String, AttributeValue> item = new HashMap<>(TableItem.key(key));
        item.put(TOTAL, number(window.total()));
        item.put(LAST, number(window.lastMillis()));
        item.put(EXPIRES_AT, number(expiresAt(quota, window.lastMillis())));
        for (int i = 0; i < SlidingWindow.MARKS; i++) {
            if (window.ceiling(i) > 0) {
                item.put(CEILING + i, number(window.ceiling(i)));
                item.put(TIME + i, number(window.time(i)));
            }
        }
        return item;
    }

    static SlidingWindow read(Map<String, AttributeValue> item) {
        long[] ceilings = new long[SlidingWindow.MARKS];
        long[] times = new long[SlidingWindow.MARKS];
        for (int i = 0; i < SlidingWindow.MARKS; i++) {
            ceilings[i] = number(item, CEILING + i);
            times[i] = number(item, TIME + i);
        }
        return SlidingWindow.of(number(item, TOTAL), number(item, LAST), ceilings, times);
    }

    /** When nothing of the item counts any more, rounded up: TTL may then take it. */
    private static long expiresAt(Quota quota, long lastMillis) {
        return Math.ceilDiv(lastMillis + quota.windowMillis(), 1000L);
    }
}
