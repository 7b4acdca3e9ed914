package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.CountersContract;
import java.time.InstantSource;

final class DynamoDbCountersIT extends CountersContract {
    private static final TestDynamoDb.Table TABLE = TestDynamoDb.table();

    private final DynamoDbStore store = new DynamoDbStore(TABLE.client(), TABLE.name(), InstantSource.system());

    @Override
    protected Counters counters() {
        return store;
    }
}
