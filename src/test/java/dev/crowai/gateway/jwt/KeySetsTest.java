package dev.crowai.gateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.HttpIdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.HandMovedClock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SPEC "Identity", tier 4: how often the keys of the auth service are fetched. */
class KeySetsTest {
    private final HandMovedClock clock = new HandMovedClock();
    private final AtomicInteger fetches = new AtomicInteger();
    private final Exchange exchange = Exchanges.get("/api/v1/products");
    private final KeySets keys = new KeySets(
            new HttpIdentityService(
                    Exchanges.SERVICES.auth(),
                    Exchanges.SERVICES.organizations(),
                    Exchanges.SERVICES.users(),
                    _ -> {
                        fetches.incrementAndGet();
                        return Response.json(200, "{\"keys\":[]}");
                    },
                    () -> new PlatformSecrets(Secret.of("k"), Optional.empty(), Optional.empty(), Optional.empty()),
                    Runnable::run),
            clock);

    private int fetchesAfter(String keyId) throws LookupException {
        assertThat(keys.key(keyId, exchange)).isEmpty();
        return fetches.get();
    }

    @Test
    void unknown_key_ids_fetch_once_a_minute() throws LookupException {
        assertThat(fetchesAfter("first")).isEqualTo(1);
        assertThat(fetchesAfter("second")).isEqualTo(2);

        clock.moveSeconds(59);
        assertThat(fetchesAfter("third")).isEqualTo(2);

        clock.moveSeconds(1);
        assertThat(fetchesAfter("fourth")).isEqualTo(3);
    }
}
