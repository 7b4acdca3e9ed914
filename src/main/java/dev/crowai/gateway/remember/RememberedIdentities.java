package dev.crowai.gateway.remember;

import dev.crowai.gateway.identity.AuthCookies;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.lookup.Lookup;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Remembers the results of lookups of callers (SPEC "Remembering identities"), in this instance and, encrypted, in the
 * store. A remembered caller needs no lookup. When the store fails, each request makes its lookups itself.
 */
public final class RememberedIdentities implements IdentityService {
    private final IdentityService services;
    private final Supplier<PlatformSecrets> secrets;
    private final TwoLevelCache<Session> sessions;
    private final TwoLevelCache<VerifiedKey> keys;
    private final TwoLevelCache<Credential.SessionCookie> anonymous;
    private final TwoLevelCache<String> organizations;
    private final TwoLevelCache<UserRow> users;
    private final TwoLevelCache<List<String>> memberships;
    private final AnonymousFailures anonymousFailures;

    /**
     * Caches in front of the services.
     *
     * @param evictions shared with {@link EvictIdentities}
     * @param secrets called at every use, because the internal key may be rotated
     * @param random cryptographically strong, for nonces
     */
    public RememberedIdentities(
            IdentityService services,
            KeyValueStore store,
            Evictions evictions,
            Supplier<PlatformSecrets> secrets,
            InstantSource clock,
            RandomGenerator random) {
        this.services = services;
        this.secrets = secrets;
        Caches caches = new Caches(store, new ValueCipher(random), new Marks(store, clock), evictions, clock);
        sessions = caches.of(
                Services.AUTH_SERVICE,
                FindingFormat.SESSION,
                session -> Set.of(Evictions.user(session.userId())),
                Lifetimes::session,
                Lifetimes.IN_MEMORY);
        keys = caches.of(
                Services.AUTH_SERVICE,
                FindingFormat.API_KEY,
                RememberedIdentities::evictions,
                Lifetimes::key,
                Lifetimes.IN_MEMORY);
        anonymous = caches.of(
                Services.AUTH_SERVICE, FindingFormat.COOKIE, _ -> Set.of(), Lifetimes::lasting, Lifetimes.IN_MEMORY);
        organizations = caches.of(
                Services.ORGANIZATION_SERVICE, FindingFormat.ID, _ -> Set.of(), Lifetimes::lasting, Lifetimes.LASTING);
        users = caches.of(
                Services.USER_SERVICE, FindingFormat.USER, _ -> Set.of(), Lifetimes::user, Lifetimes.IN_MEMORY);
        memberships = caches.of(
                Services.AUTH_SERVICE, FindingFormat.IDS, _ -> Set.of(), Lifetimes::changing, Lifetimes.IN_MEMORY);
        anonymousFailures = new AnonymousFailures(clock);
    }

    /** What all caches share. */
    private record Caches(
            KeyValueStore store, ValueCipher cipher, Marks marks, Evictions evictions, InstantSource clock) {
        <T> TwoLevelCache<T> of(
                String service,
                FindingFormat<T> format,
                Function<T, Set<StoreKey>> evictedBy,
                TwoLevelCache.Lifetime<T> lifetime,
                Duration inMemory) {
            FindingStore<T> findings = new FindingStore<>(store, cipher, format, evictedBy, clock);
            return new TwoLevelCache<>(service, findings, marks, evictions, lifetime, inMemory, clock);
        }
    }

    private static Set<StoreKey> evictions(VerifiedKey key) {
        Set<StoreKey> found = new HashSet<>(2);
        key.keyId().map(Evictions::apiKey).ifPresent(found::add);
        key.userId().map(Evictions::user).ifPresent(found::add);
        return found;
    }

    @Override
    public Optional<Session> session(Credential.SessionCookie cookie, Exchange exchange) throws LookupException {
        Optional<Subject> subject = subject(cookie);
        return subject.isEmpty()
                ? unremembered(cookie, exchange)
                : sessions.get(
                        shownByClient(subject.get(), cookie), exchange, () -> services.session(cookie, exchange));
    }

    @Override
    public Optional<Session> revalidatedSession(Credential.SessionCookie cookie, Exchange exchange)
            throws LookupException {
        Optional<Subject> subject = subject(cookie);
        return subject.isEmpty()
                ? unremembered(cookie, exchange)
                : sessions.revalidate(
                        shownByClient(subject.get(), cookie), exchange, () -> services.session(cookie, exchange));
    }

    private Optional<Session> unremembered(Credential.SessionCookie cookie, Exchange exchange) throws LookupException {
        return Lookup.attempted(
                exchange, CredentialKind.SESSION, false, () -> services.session(cookie, exchange), () -> {}, () -> {});
    }

    @Override
    public List<String> organizationsOf(Credential.SessionCookie cookie, String userId, Exchange exchange)
            throws LookupException {
        AuthCookies cookies = AuthCookies.of(cookie);
        if (!cookies.areRemembered()) {
            return services.organizationsOf(cookie, userId, exchange);
        }
        Set<StoreKey> evictions = new HashSet<>(Evictions.sessions(cookies.tokens()));
        evictions.add(Evictions.user(userId));
        Subject subject = Subject.ofCredential(Subject.Kind.ORGANIZATIONS, cookies.credential(), evictions);
        return memberships
                .get(
                        subject,
                        exchange,
                        () -> Optional.of(services.organizationsOf(cookie, userId, exchange))
                                .filter(found -> !found.isEmpty()))
                .orElse(List.of());
    }

    /** The subject of a session; empty for cookies about which nothing is remembered. */
    private static Optional<Subject> subject(Credential.SessionCookie cookie) {
        AuthCookies cookies = AuthCookies.of(cookie);
        return cookies.areRemembered()
                ? Optional.of(Subject.ofCredential(
                        Subject.Kind.SESSION, cookies.credential(), Evictions.sessions(cookies.tokens())))
                : Optional.empty();
    }

    private static Subject shownByClient(Subject subject, Credential.SessionCookie cookie) {
        return subject.withClientCredential(
                new Subject.ClientCredential(CredentialKind.SESSION, Marks.session(cookie.sessions())));
    }

    @Override
    public Optional<VerifiedKey> verify(Credential.ApiKey key, Exchange exchange) throws LookupException {
        Subject subject = Subject.ofCredential(Subject.Kind.API_KEY, key.key().reveal(), Set.of())
                .withClientCredential(new Subject.ClientCredential(CredentialKind.API_KEY, Marks.apiKey(key.key())));
        return keys.get(subject, exchange, () -> services.verify(key, exchange));
    }

    @Override
    public Credential.SessionCookie signInAnonymously(Exchange exchange) throws LookupException {
        return services.signInAnonymously(exchange);
    }

    /** The anonymous session that all clients of a network share; a new one when it has ended early. */
    @Override
    public Session anonymous(Exchange exchange) throws LookupException {
        return anonymousFailures.unlessFailing(exchange.request().client().network(), () -> anonymousSession(exchange));
    }

    @Override
    public Optional<Session> anonymousSession(Credential.SessionCookie cookie, Exchange exchange)
            throws LookupException {
        return session(new OwnCookie(cookie, false), exchange);
    }

    private Session anonymousSession(Exchange exchange) throws LookupException {
        OwnCookie cookie = anonymousCookie(exchange, Optional.empty());
        Optional<Session> session = session(cookie, exchange);
        if (session.isEmpty()) {
            session = session(anonymousCookie(exchange, Optional.of(cookie.cookie())), exchange);
        }
        return session.orElseThrow(() -> unusable("a new anonymous session that is invalid"));
    }

    /** The cookie of a session that the gateway itself began. {@code isNew} when it was made for this request. */
    private record OwnCookie(Credential.SessionCookie cookie, boolean isNew) {}

    private Optional<Session> session(OwnCookie own, Exchange exchange) throws LookupException {
        Lookup<Optional<Session>> lookup = () -> services.anonymousSession(own.cookie(), exchange);
        Optional<Subject> subject = subject(own.cookie());
        if (subject.isEmpty()) {
            return lookup.run();
        }
        return own.isNew()
                ? sessions.getNew(subject.get(), exchange, lookup)
                : sessions.get(subject.get(), exchange, lookup);
    }

    /** The cookie of the network's anonymous session, or a new one when the session of {@code ended} has ended. */
    private OwnCookie anonymousCookie(Exchange exchange, Optional<Credential.SessionCookie> ended)
            throws LookupException {
        AtomicBoolean made = new AtomicBoolean();
        Optional<Credential.SessionCookie> cookie = anonymous.get(
                platform(Subject.Kind.ANONYMOUS, exchange.request().client().network(), Set.of()),
                exchange,
                () -> {
                    made.set(true);
                    return Optional.of(services.signInAnonymously(exchange));
                },
                held -> !ended.equals(Optional.of(held)));
        return new OwnCookie(cookie.orElseThrow(() -> unusable("no anonymous session")), made.get());
    }

    @Override
    public Optional<String> organizationByAuthId(String authId, Exchange exchange) throws LookupException {
        return organizations.get(
                platform(Subject.Kind.ORGANIZATION, authId, Set.of()),
                exchange,
                () -> services.organizationByAuthId(authId, exchange));
    }

    @Override
    public Optional<UserRow> userByAuthId(String authUserId, Exchange exchange) throws LookupException {
        return users.get(
                platform(Subject.Kind.USER, authUserId, Set.of(Evictions.user(authUserId))),
                exchange,
                () -> services.userByAuthId(authUserId, exchange));
    }

    @Override
    public String keySet(Exchange exchange) throws LookupException {
        return services.keySet(exchange);
    }

    private Subject platform(Subject.Kind kind, String name, Set<StoreKey> evictions) {
        Secret internalKey = secrets.get().internalKey();
        return Subject.ofPlatform(kind, internalKey, name, evictions);
    }

    private static LookupException unusable(String message) {
        return LookupException.unusable(Services.AUTH_SERVICE, message);
    }
}
