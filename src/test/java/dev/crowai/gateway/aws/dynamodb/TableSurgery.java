package dev.crowai.gateway.aws.dynamodb;

import static dev.crowai.gateway.aws.dynamodb.TableItem.PARTITION;
import static dev.crowai.gateway.aws.dynamodb.TableItem.SORT;
import static dev.crowai.gateway.aws.dynamodb.TableItem.VALUE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Changes to the items of a table behind the gateway's back. A kind is what the partition keys of its items begin with. */
public record TableSurgery(TestDynamoDb.Table table) {

    /** Every item of a kind. */
    public List<Map<String, AttributeValue>> items(String kind) {
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        Map<String, AttributeValue> from = Map.of();
        do {
            ScanResponse page = table.client()
                    .scan(ScanRequest.builder()
                            .tableName(table.name())
                            .exclusiveStartKey(from.isEmpty() ? null : from)
                            .build());
            found.addAll(page.items());
            from = page.lastEvaluatedKey();
        } while (!from.isEmpty());
        return found.stream()
                .filter(item -> text(item, PARTITION).startsWith(kind))
                .toList();
    }

    private static String text(Map<String, AttributeValue> item, String attribute) {
        return item.getOrDefault(attribute, AttributeValue.fromS("")).s();
    }

    /** Removes every item of a kind, as TTL or an operator does. Returns how many there were. */
    public int remove(String kind) {
        List<Map<String, AttributeValue>> items = items(kind);
        for (Map<String, AttributeValue> item : items) {
            WriteRequest delete = WriteRequest.builder()
                    .deleteRequest(DeleteRequest.builder()
                            .key(Map.of(PARTITION, item.get(PARTITION), SORT, item.get(SORT)))
                            .build())
                    .build();
            table.client()
                    .batchWriteItem(BatchWriteItemRequest.builder()
                            .requestItems(Map.of(table.name(), List.of(delete)))
                            .build());
        }
        return items.size();
    }

    /** Makes a text of every attribute of the items of a kind. Returns how many there were. */
    public int damage(String kind) {
        return change(kind, attributes -> {
            attributes.replaceAll((_, _) -> AttributeValue.fromS("not what it was"));
            return attributes;
        });
    }

    /** Puts other bytes in place of the values of a kind. Returns how many items there were. */
    public int garble(String kind) {
        return changeValues(kind, bytes -> {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= (byte) (0x5a + i);
            }
            return bytes;
        });
    }

    /** Raises the version, the first byte of each value, of a kind. Returns how many items there were. */
    public int nextVersion(String kind) {
        return changeValues(kind, bytes -> {
            if (bytes.length > 0) {
                bytes[0]++;
            }
            return bytes;
        });
    }

    private int changeValues(String kind, UnaryOperator<byte[]> change) {
        return change(kind, attributes -> {
            attributes.computeIfPresent(
                    VALUE,
                    (_, value) -> AttributeValue.fromB(
                            SdkBytes.fromByteArray(change.apply(value.b().asByteArray()))));
            return attributes;
        });
    }

    private int change(String kind, UnaryOperator<Map<String, AttributeValue>> change) {
        List<Map<String, AttributeValue>> items = items(kind);
        for (Map<String, AttributeValue> item : items) {
            Map<String, AttributeValue> attributes = new HashMap<>(item);
            attributes.keySet().removeAll(List.of(PARTITION, SORT));
            Map<String, AttributeValue> changed = new HashMap<>(change.apply(attributes));
            changed.put(PARTITION, item.get(PARTITION));
            changed.put(SORT, item.get(SORT));
            table.client()
                    .putItem(PutItemRequest.builder()
                            .tableName(table.name())
                            .item(changed)
                            .build());
        }
        return items.size();
    }

    /** What an item looks like, without its digests and numbers: key, attributes and the first byte of its value. */
    public static String shape(Map<String, AttributeValue> item) {
        String sort = text(item, SORT);
        List<String> attributes = new ArrayList<>();
        new TreeMap<>(item).forEach((name, value) -> {
            if (!name.equals(PARTITION) && !name.equals(SORT)) {
                attributes.add(name.replaceAll("^([ctn])\\d+$", "$1#") + ":" + type(value));
            }
        });
        return text(item, PARTITION).replaceAll("[A-Za-z0-9_-]{43}", "DIGEST") + " | "
                + sort.replaceAll("[A-Za-z0-9_-]{43}", "DIGEST") + " | "
                + String.join(" ", attributes.stream().distinct().toList());
    }

    private static String type(AttributeValue value) {
        if (value.n() != null) {
            return "N";
        }
        byte[] bytes = value.b().asByteArray();
        return "B" + (bytes.length <= 8 ? "(" + bytes.length + ")" : ",v" + bytes[0]);
    }
}
