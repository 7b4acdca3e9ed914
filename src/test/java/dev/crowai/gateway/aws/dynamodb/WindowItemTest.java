package dev.crowai.gateway.aws.dynamodb;

import static dev.crowai.gateway.aws.dynamodb.TableItem.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.store.Count;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.SlidingWindow;
import dev.crowai.gateway.store.StoreKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** A window as an item, and what a request asks the table. What DynamoDB makes of it is {@code DynamoDbCountersIT}'s. */
final class WindowItemTest {
    private static final String TABLE = "table";
    private static final StoreKey KEY = new StoreKey("limit:standard:203.0.113.7", "3/10");
    private static final Quota QUOTA = new Quota(3, 10);

    /** Seven seconds after a ring of marks began, so in the slot and at the position 7. */
    private static final long NOW = 22_000L * 80_000_000L + 7_000;

    private static final SlidingWindow WINDOW = SlidingWindow.EMPTY
            .plusOne(QUOTA, NOW)
            .plusOne(QUOTA, NOW + 1_000)
            .without(QUOTA, new Count.Entry(1, NOW))
            .plusOne(QUOTA, NOW + 1_500);

    private static Map<String, AttributeValue> stored(SlidingWindow window) {
        return WindowItem.replace(TABLE, KEY, QUOTA, window).item();
    }

    private static long occurrences(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }

    @Test
    void a_window_is_read_as_it_was_written() {
        SlidingWindow plain = SlidingWindow.EMPTY.plusOne(QUOTA, NOW).plusOne(QUOTA, NOW + 1_000);

        SlidingWindow read = WindowItem.read(stored(plain));

        assertThat(read.totals()).isEqualTo(plain.totals());
        assertThat(read.marks()).isEqualTo(plain.marks());
    }

    @Test
    void an_item_has_its_key_and_attributes_for_the_slots_with_requests_alone() {
        assertThat(stored(SlidingWindow.EMPTY.plusOne(QUOTA, NOW)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "pk", AttributeValue.fromS(KEY.partition()),
                        "sk", AttributeValue.fromS(KEY.sort()),
                        "allowed", number(1),
                        "counted", number(1),
                        "lastMillis", number(NOW),
                        "c7", number(QUOTA.limit() + 1),
                        "t7", number(NOW),
                        "n7", number(1),
                        "expiresAt", number(NOW / 1000 + 10)));
    }

    @Test
    void what_the_table_added_to_an_item_is_read_too() {
        Map<String, AttributeValue> item = new HashMap<>(stored(WINDOW));
        item.put("takenBack", number(2));

        assertThat(WindowItem.read(item).totals()).isEqualTo(new SlidingWindow.Totals(2, 3, 2, NOW + 1_500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowed", "lastMillis"})
    void an_item_without_a_count_is_none(String attribute) {
        Map<String, AttributeValue> item = new HashMap<>(stored(WINDOW));
        item.remove(attribute);

        assertThatThrownBy(() -> WindowItem.read(item)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowed", "counted", "lastMillis", "c7", "t7", "n7"})
    void an_item_with_anything_but_whole_numbers_is_none(String attribute) {
        for (AttributeValue other : Set.of(AttributeValue.fromN("1.5"), AttributeValue.fromS("1"))) {
            Map<String, AttributeValue> item = new HashMap<>(stored(WINDOW));
            item.put(attribute, other);

            assertThatThrownBy(() -> WindowItem.read(item)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 11", "999, 11", "1000, 11"})
    void an_item_expires_when_no_request_counts_any_more_rounded_up_to_a_second(long millis, long seconds) {
        long whole = 1_760_000_000L;
        UpdateItemRequest request = WindowItem.plusOne(TABLE, KEY, QUOTA, whole * 1000 + millis);

        assertThat(request.expressionAttributeValues()).containsEntry(":expiresAt", number(whole + seconds));
    }

    @Test
    void a_request_is_counted_in_the_mark_of_its_slot() {
        UpdateItemRequest request = WindowItem.plusOne(TABLE, KEY, QUOTA, NOW);

        assertThat(request.tableName()).isEqualTo(TABLE);
        assertThat(request.key()).isEqualTo(TableItem.key(KEY));
        assertThat(request.updateExpression()).contains("c7 = ", "n7 = ", "t7 = :now", "lastMillis = :now");
        assertThat(request.expressionAttributeValues())
                .containsEntry(":limit", number(3))
                .containsEntry(":ceiling", number(4))
                .containsEntry(":now", number(NOW))
                .containsEntry(":start", number(NOW - 10_000))
                .containsEntry(":latest", number(NOW + 100));
        assertThat(request.returnValues()).isEqualTo(ReturnValue.ALL_NEW);
        assertThat(request.returnValuesOnConditionCheckFailure())
                .isEqualTo(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    @Test
    void a_request_is_counted_only_below_the_limit_or_a_ceiling_whose_slot_is_out_of_the_window() {
        String condition = WindowItem.plusOne(TABLE, KEY, QUOTA, NOW).conditionExpression();

        assertThat(condition)
                .startsWith("attribute_not_exists(pk) OR "
                        + "(lastMillis > :start AND lastMillis <= :latest AND (allowed < :limit OR ")
                .contains("(allowed < c0 AND t0 <= :start)", "(allowed < c21 AND t21 <= :start)");
        assertThat(occurrences(condition, "allowed < c[0-9]+ AND t[0-9]+ <= :start"))
                .isEqualTo(SlidingWindow.MARKS);
    }

    @Test
    void a_request_is_taken_back_from_exactly_the_marks_that_include_it() {
        UpdateItemRequest request = WindowItem.minusOne(TABLE, KEY, QUOTA, new Count.Entry(2, NOW + 345), Set.of(7, 8));

        assertThat(request.updateExpression())
                .isEqualTo("SET allowed = allowed - :one, takenBack = :number, c7 = c7 - :one, c8 = c8 - :one");
        assertThat(request.conditionExpression())
                .startsWith("(attribute_not_exists(takenBack) OR takenBack <> :number)"
                        + " AND t7 >= :slot AND t7 < :nextSlot")
                .contains(" AND n7 >= :number", " AND n8 >= :number");
        assertThat(IntStream.range(0, SlidingWindow.MARKS).filter(mark -> mark != 7 && mark != 8))
                .allSatisfy(mark -> assertThat(request.conditionExpression())
                        .contains(" AND (attribute_not_exists(n" + mark + ") OR n" + mark + " < :number)"));
        assertThat(occurrences(request.conditionExpression(), "attribute_not_exists\\(n"))
                .isEqualTo(SlidingWindow.MARKS - 2);
        assertThat(request.expressionAttributeValues())
                .isEqualTo(Map.of(
                        ":one", number(1),
                        ":number", number(2),
                        ":slot", number(NOW),
                        ":nextSlot", number(NOW + 1_000)));
        assertThat(request.key()).isEqualTo(TableItem.key(KEY));
    }

    @Test
    void a_window_that_is_over_is_replaced_unless_somebody_else_has_replaced_it() {
        SlidingWindow anew = SlidingWindow.EMPTY.plusOne(QUOTA, NOW + 60_000);

        PutItemRequest request = WindowItem.replace(TABLE, KEY, QUOTA, WINDOW, anew);

        assertThat(request.item()).isEqualTo(stored(anew));
        assertThat(request.conditionExpression()).isEqualTo("lastMillis = :last AND allowed = :total");
        assertThat(request.expressionAttributeValues())
                .isEqualTo(Map.of(":last", number(NOW + 1_500), ":total", number(2)));
    }
}
