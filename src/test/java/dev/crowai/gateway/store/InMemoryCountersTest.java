package dev.crowai.gateway.store;

import java.time.InstantSource;

final class InMemoryCountersTest extends CountersContract {
    private final InMemoryStore store = new InMemoryStore(InstantSource.system(), 1000);

    @Override
    protected Counters counters() {
        return store;
    }
}
