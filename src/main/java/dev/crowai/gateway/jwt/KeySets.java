package dev.crowai.gateway.jwt;

import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Services;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of the auth service, remembered for one hour. For an unknown key id, the set is fetched again at once, but
 * at most once a minute. So many tokens with invented key ids cause one request only.
 */
public final class KeySets {
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /**
     * How long a failure is remembered. In this time the auth service is not called again, so that many tokens cause no
     * further calls while it is down.
     */
    private static final Duration FAILING = Duration.ofSeconds(2);

    private record Fetched(KeySet keys, Instant at) {}

    private record Failure(LookupException cause, Instant until) {}

    private final IdentityService identities;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Fetched fetched = new Fetched(KeySet.EMPTY, Instant.EPOCH);
    private Instant nextRefetch = Instant.EPOCH;
    private Optional<Failure> lastFailure = Optional.empty();

    public KeySets(IdentityService identities, InstantSource clock) {
        this.identities = identities;
        this.clock = clock;
    }

    /**
     * The key with that id; empty when the auth service has no such key.
     *
     * @throws LookupException when no key set can be read
     */
    Optional<RSAPublicKey> key(String id, Exchange exchange) throws LookupException {
        Fetched current = fetched;
        if (isFresh(current)) {
            Optional<RSAPublicKey> known = current.keys.key(id);
            if (known.isPresent()) {
                return known;
            }
        }
        if (exchange.admission().attempt(CredentialKind.JWT, false).isRefused()) {
            throw LookupException.notAdmitted();
        }
        fetching.lock();
        try {
            return afterFetching(id, exchange).key(id);
        } finally {
            fetching.unlock();
        }
    }

    /** Fetches the set, one request at a time. A caller that waited uses the set that was fetched meanwhile. */
    private KeySet afterFetching(String id, Exchange exchange) throws LookupException {
        Fetched current = fetched;
        if (!isFresh(current)) {
            return fetch(exchange);
        }
        Instant now = clock.instant();
        if (current.keys.key(id).isPresent() || now.isBefore(nextRefetch)) {
            return current.keys;
        }
        KeySet keys = fetch(exchange);
        nextRefetch = now.plus(PAUSE);
        return keys;
    }

    private boolean isFresh(Fetched set) {
        return clock.instant().isBefore(set.at.plus(LIFETIME));
    }

    /** Fetches the set. A failure is reported as a failure of the service, and never as an invalid token. */
    private KeySet fetch(Exchange exchange) throws LookupException {
        Instant now = clock.instant();
        if (lastFailure.filter(failure -> now.isBefore(failure.until)).isPresent()) {
            throw lastFailure.get().cause;
        }
        try {
            return fetchNow(exchange);
        } catch (LookupException failure) {
            lastFailure = Optional.of(new Failure(failure, clock.instant().plus(FAILING)));
            throw failure;
        }
    }

    private KeySet fetchNow(Exchange exchange) throws LookupException {
        Optional<KeySet> keys = KeySet.parse(identities.keySet(exchange));
        if (keys.isEmpty()) {
            throw LookupException.unusable(Services.AUTH_SERVICE, "an invalid key set");
        }
        fetched = new Fetched(keys.get(), clock.instant());
        return keys.get();
    }
}
