package dev.crowai.gateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.HttpIdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Admission;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.HandMovedClock;
import dev.crowai.gateway.testing.Platform;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
                        return Response.json(200, Platform.jwks("key-1", Platform.publicKey()));
                    },
                    () -> new PlatformSecrets(Secret.of("k"), Optional.empty(), Optional.empty(), Optional.empty()),
                    Runnable::run),
            clock);

    /** Refuses every lookup, as for an address that is over its limit. */
    private record NoLookups() implements Admission {
        @Override
        public Optional<Response> count(Identity caller) {
            return Optional.empty();
        }

        @Override
        public Attempt attempt(CredentialKind kind, boolean knownAsGood) {
            return new Attempt() {
                @Override
                public boolean isRefused() {
                    return true;
                }

                @Override
                public void succeeded(Runnable beside) {}

                @Override
                public void failed(Runnable beside) {}

                @Override
                public void cancelled() {}
            };
        }

        @Override
        public Optional<Response> refusal() {
            return Optional.empty();
        }
    }

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

    @Test
    void a_known_key_is_used_for_an_hour_and_then_fetched_again() throws LookupException {
        keys.key("key-1", exchange);
        clock.move(Duration.ofHours(1).minusMillis(1));
        assertThat(keys.key("key-1", exchange)).contains(Platform.publicKey());
        assertThat(fetches).hasValue(1);

        clock.move(Duration.ofMillis(1));
        keys.key("key-1", exchange);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void an_address_over_its_limit_uses_known_keys_and_fetches_none() throws LookupException {
        // SPEC "Pipelines": a JWT that verifies without a fetch goes on to its own budget.
        Exchange overLimit = exchange.withAdmission(new NoLookups());
        keys.key("key-1", exchange);

        assertThat(keys.key("key-1", overLimit)).contains(Platform.publicKey());
        assertThatThrownBy(() -> keys.key("another", overLimit)).isInstanceOf(LookupException.class);
        assertThat(fetches).hasValue(1);
    }

    @Test
    void one_request_after_another_fetches_whatever_thread_it_runs_on() throws Exception {
        keys.key("first", exchange);

        try (ExecutorService another = Executors.newVirtualThreadPerTaskExecutor()) {
            another.submit(() -> keys.key("second", exchange)).get(5, TimeUnit.SECONDS);
        }
        assertThat(fetches).hasValue(2);
    }
}
