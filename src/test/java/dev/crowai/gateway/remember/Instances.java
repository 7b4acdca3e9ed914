package dev.crowai.gateway.remember;

import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.HandMovedClock;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** Instances of the gateway as far as they remember identities: one table, one set of services, one clock. */
final class Instances {
    final HandMovedClock clock = new HandMovedClock();
    final StoreDouble table = new StoreDouble(clock);
    final ServicesDouble services = new ServicesDouble();
    final AtomicReference<PlatformSecrets> secrets = new AtomicReference<>(Callers.secrets("the-internal-key"));
    private final Random seeds = new Random(42);

    /** One instance, with nothing in its memory. */
    record Instance(RememberedIdentities identities, EvictIdentities evict) {}

    Instance start() {
        Evictions evictions = new Evictions(table, clock);
        RememberedIdentities identities =
                new RememberedIdentities(services, table, evictions, secrets::get, clock, new Random(seeds.nextLong()));
        return new Instance(identities, new EvictIdentities(identities, evictions));
    }

    Exchange exchange() {
        return Callers.exchange(clock);
    }
}
