package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.KeyValueStoreContract;

final class DynamoDbKeyValueStoreIT extends KeyValueStoreContract {
    private static final TestDynamoDb.Table TABLE = TestDynamoDb.table();

    private final DynamoDbStore store = new DynamoDbStore(TABLE.client(), TABLE.name(), clock);

    @Override
    protected KeyValueStore store() {
        return store;
    }
}
