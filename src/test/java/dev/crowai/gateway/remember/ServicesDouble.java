package dev.crowai.gateway.remember;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The services as a table of answers, and a list of what they were asked. */
final class ServicesDouble implements IdentityService {
    /** By {@code Cookie} value, API key, authentication id or user id. */
    final Map<String, Session> sessions = new ConcurrentHashMap<>();

    final Map<String, VerifiedKey> keys = new ConcurrentHashMap<>();
    final Map<String, String> organizations = new ConcurrentHashMap<>();
    final Map<String, UserRow> users = new ConcurrentHashMap<>();

    /** By {@code Cookie} value. */
    final Map<String, List<String>> memberships = new ConcurrentHashMap<>();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger anonymousSessions = new AtomicInteger();
    private volatile Gate gate = _ -> {};

    /** What happens when a service is asked, before it answers. */
    @FunctionalInterface
    interface Gate {
        void pass(Exchange exchange) throws LookupException;
    }

    static LookupException failure() {
        return new LookupException("core-auth-service", Problem.unavailable("core-auth-service", "7"), "status 500");
    }

    void gate(Gate other) {
        gate = other;
    }

    /** Every question so far: what was asked, and about what. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Optional<Session> session(Credential.SessionCookie cookie, Exchange exchange) throws LookupException {
        return ask("session", cookie.cookies().reveal(), sessions, exchange);
    }

    @Override
    public Optional<Session> anonymousSession(Credential.SessionCookie cookie, Exchange exchange)
            throws LookupException {
        return session(cookie, exchange);
    }

    @Override
    public Optional<Session> revalidatedSession(Credential.SessionCookie cookie, Exchange exchange) {
        throw new AssertionError("revalidates itself");
    }

    @Override
    public List<String> organizationsOf(Credential.SessionCookie cookie, String userId, Exchange exchange)
            throws LookupException {
        return ask("list", cookie.cookies().reveal(), memberships, exchange).orElse(List.of());
    }

    @Override
    public Optional<VerifiedKey> verify(Credential.ApiKey key, Exchange exchange) throws LookupException {
        return ask("verify", key.key().reveal(), keys, exchange);
    }

    /** Cookies that count up; {@link #sessions} must hold what they stand for. */
    @Override
    public Credential.SessionCookie signInAnonymously(Exchange exchange) throws LookupException {
        String cookie = anonymousCookie(anonymousSessions.incrementAndGet());
        asked.add("sign-in anonymous");
        gate.pass(exchange);
        return Callers.cookie(cookie);
    }

    static String anonymousCookie(int number) {
        return "better-auth.session_token=anon" + number + "Token.anonSignature";
    }

    @Override
    public Session anonymous(Exchange exchange) {
        throw new AssertionError("signs in itself");
    }

    @Override
    public Optional<String> organizationByAuthId(String authId, Exchange exchange) throws LookupException {
        return ask("organization", authId, organizations, exchange);
    }

    @Override
    public Optional<UserRow> userByAuthId(String authUserId, Exchange exchange) throws LookupException {
        return ask("user", authUserId, users, exchange);
    }

    @Override
    public String keySet(Exchange exchange) {
        asked.add("key set");
        return "{\"keys\":[]}";
    }

    private <T> Optional<T> ask(String what, String about, Map<String, T> answers, Exchange exchange)
            throws LookupException {
        asked.add(what + " " + about);
        Optional<T> answer = Optional.ofNullable(answers.get(about));
        gate.pass(exchange);
        return answer;
    }
}
