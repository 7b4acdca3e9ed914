package dev.crowai.gateway.store;

final class InMemoryKeyValueStoreTest extends KeyValueStoreContract {
    private final InMemoryStore store = new InMemoryStore(clock, 1000);

    @Override
    protected KeyValueStore store() {
        return store;
    }
}
