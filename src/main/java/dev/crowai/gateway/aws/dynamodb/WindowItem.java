package dev.crowai.gateway.aws.dynamodb;

import static dev.crowai.gateway.aws.dynamodb.TableItem.EXPIRES_AT;
import static dev.crowai.gateway.aws.dynamodb.TableItem.PARTITION;
import static dev.crowai.gateway.aws.dynamodb.TableItem.number;

import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.SlidingWindow;
import dev.crowai.gateway.store.StoreKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A {@link SlidingWindow} as an item, and its arithmetic as a DynamoDB condition. The item has about 700 bytes, so a
 * write takes one write unit.
 */
final class WindowItem {
    private static final String TOTAL = "allowed";
    private static final String COUNTED = "counted";
    private static final String TAKEN_BACK = "takenBack";
    private static final String LAST = "lastMillis";
    private static final String CEILING = "c";
    private static final String TIME = "t";
    private static final String NUMBER = "n";

    /**
     * The condition that the item is absent, or is not over and has room. A comparison with an absent mark is false.
     */
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

    /** Counts a request at that time if there is room. The response, or the failure, contains the whole item. */
    static UpdateItemRequest plusOne(String table, StoreKey key, Quota quota, long millis) {
        int position = SlidingWindow.position(quota, millis);
        String total = "if_not_exists(" + TOTAL + ", :zero)";
        String counted = "if_not_exists(" + COUNTED + ", :zero)";
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(TableItem.key(key))
                .updateExpression("SET " + TOTAL + " = " + total + " + :one, "
                        + COUNTED + " = " + counted + " + :one, "
                        + CEILING + position + " = " + total + " + :ceiling, "
                        + NUMBER + position + " = " + counted + " + :one, "
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

    /**
     * Takes a request back if it still counts and exactly these marks include it. The failure contains the whole item.
     * Other requests change the set of marks only when a slot begins.
     */
    static UpdateItemRequest minusOne(
            String table, StoreKey key, Quota quota, Count.Entry entry, Set<Integer> including) {
        int position = SlidingWindow.position(quota, entry.millis());
        long slot = entry.millis() - entry.millis() % quota.slotMillis();
        StringBuilder update =
                new StringBuilder("SET " + TOTAL + " = " + TOTAL + " - :one, " + TAKEN_BACK + " = :number");
        StringBuilder condition = new StringBuilder("(attribute_not_exists(" + TAKEN_BACK + ") OR " + TAKEN_BACK
                + " <> :number) AND " + TIME + position + " >= :slot AND " + TIME + position + " < :nextSlot");
        for (int i = 0; i < SlidingWindow.MARKS; i++) {
            if (including.contains(i)) {
                update.append(", " + CEILING + i + " = " + CEILING + i + " - :one");
                condition.append(" AND " + NUMBER + i + " >= :number");
            } else {
                condition.append(" AND (attribute_not_exists(" + NUMBER + i + ") OR " + NUMBER + i + " < :number)");
            }
        }
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(TableItem.key(key))
                .updateExpression(update.toString())
                .conditionExpression(condition.toString())
                .expressionAttributeValues(Map.of(
                        ":one", number(1),
                        ":number", number(entry.number()),
                        ":slot", number(slot),
                        ":nextSlot", number(slot + quota.slotMillis())))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    /** Replaces a window that is over, if no other instance has replaced it. */
    static PutItemRequest replace(String table, StoreKey key, Quota quota, SlidingWindow over, SlidingWindow window) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(write(key, quota, window))
                .conditionExpression(LAST + " = :last AND " + TOTAL + " = :total")
                .expressionAttributeValues(Map.of(
                        ":last", number(over.totals().lastMillis()),
                        ":total", number(over.totals().total())))
                .build();
    }

    /** Replaces an item that cannot be read. */
    static PutItemRequest replace(String table, StoreKey key, Quota quota, SlidingWindow window) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(write(key, quota, window))
                .build();
    }

    private static Map<String, AttributeValue> write(StoreKey key, Quota quota, SlidingWindow window) {
        SlidingWindow.Totals totals = window.totals();
        Map<String, AttributeValue> item = new HashMap<>(TableItem.key(key));
        item.put(TOTAL, number(totals.total()));
        item.put(COUNTED, number(totals.counted()));
        item.put(LAST, number(totals.lastMillis()));
        item.put(EXPIRES_AT, number(expiresAt(quota, totals.lastMillis())));
        for (int i = 0; i < SlidingWindow.MARKS; i++) {
            SlidingWindow.Mark mark = window.marks().get(i);
            if (!mark.equals(SlidingWindow.Mark.NONE)) {
                item.put(CEILING + i, number(mark.ceiling()));
                item.put(TIME + i, number(mark.millis()));
                item.put(NUMBER + i, number(mark.number()));
            }
        }
        return item;
    }

    /**
     * The window of an item.
     *
     * @throws IllegalArgumentException when an attribute is missing or not a whole number
     */
    static SlidingWindow read(Map<String, AttributeValue> item) {
        if (!item.containsKey(TOTAL) || !item.containsKey(LAST)) {
            throw new IllegalArgumentException("no count");
        }
        List<SlidingWindow.Mark> marks = new ArrayList<>(SlidingWindow.MARKS);
        for (int i = 0; i < SlidingWindow.MARKS; i++) {
            marks.add(new SlidingWindow.Mark(
                    number(item, CEILING + i), number(item, TIME + i), number(item, NUMBER + i)));
        }
        return SlidingWindow.of(
                new SlidingWindow.Totals(
                        number(item, TOTAL), number(item, COUNTED), number(item, TAKEN_BACK), number(item, LAST)),
                marks);
    }

    /**
     * The time when no request of the item counts any more, rounded up to a second. TTL may delete the item after that.
     */
    private static long expiresAt(Quota quota, long lastMillis) {
        return Math.ceilDiv(lastMillis + quota.windowMillis(), 1000L);
    }
}
