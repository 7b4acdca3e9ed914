package dev.crowai.gateway.local;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/**
 * The definition of the gateway's table.
 *
 * @param attributes the attributes with their types
 * @param keys the key attributes, the partition key before the sort key
 * @param timeToLiveAttribute the attribute with the expiry time, after which DynamoDB deletes an item
 */
public record TableDefinition(
        List<AttributeDefinition> attributes,
        List<KeySchemaElement> keys,
        BillingMode billingMode,
        String timeToLiveAttribute) {

    public TableDefinition {
        attributes = List.copyOf(attributes);
        keys = List.copyOf(keys);
    }

    /** Creates the table and waits until it is ready. */
    public void create(DynamoDbClient client, String name) {
        client.createTable(table -> table.tableName(name)
                .attributeDefinitions(attributes)
                .keySchema(keys)
                .billingMode(billingMode));
        try (DynamoDbWaiter waiter = client.waiter()) {
            waiter.waitUntilTableExists(table -> table.tableName(name));
        }
        client.updateTimeToLive(table -> table.tableName(name)
                .timeToLiveSpecification(
                        lifetime -> lifetime.attributeName(timeToLiveAttribute).enabled(true)));
    }
}
