package dev.crowai.gateway.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The auth service's users and sessions. */
final class DemoAccounts {
    /** The origin of a request, as a session stores it. */
    record Client(String ipAddress, String userAgent) {}

    private final DemoIds ids;
    private final InstantSource clock;
    private final Map<String, DemoUser> users = new ConcurrentHashMap<>();
    private final Map<String, DemoSession> sessions = new ConcurrentHashMap<>();

    DemoAccounts(DemoIds ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    DemoUser add(String name, String email, String password) {
        return add(new DemoUser(ids.next(), name, email, password, false, clock.instant()));
    }

    DemoUser addAnonymous() {
        String email = "temp-" + ids.next() + "@anon.crowai.dev";
        return add(new DemoUser(ids.next(), "Anonymous", email, ids.next(), true, clock.instant()));
    }

    DemoUser add(DemoUser user) {
        users.put(user.id(), user);
        return user;
    }

    Optional<DemoUser> byEmail(String email) {
        return users.values().stream()
                .filter(user -> user.email().equals(email))
                .findFirst();
    }

    Optional<DemoUser> user(String id) {
        return Optional.ofNullable(users.get(id));
    }

    DemoUser owner(DemoSession session) {
        return user(session.userId()).orElseThrow();
    }

    DemoSession openSession(DemoUser user, Client client) {
        return openSession(user, client, ids.next());
    }

    DemoSession openSession(DemoUser user, Client client, String token) {
        Instant now = clock.instant();
        return put(new DemoSession(
                token,
                ids.next(),
                user.id(),
                now,
                now.plus(DemoSession.LIFETIME),
                client.ipAddress(),
                client.userAgent(),
                Optional.empty()));
    }

    DemoSession put(DemoSession session) {
        sessions.put(session.token(), session);
        return session;
    }

    /** Sets the end of a session to this time from now. */
    void endIn(Duration left, String token) {
        session(token)
                .ifPresent(session -> put(session.withExpiry(clock.instant().plus(left))));
    }

    Optional<DemoSession> session(String token) {
        return Optional.ofNullable(sessions.get(token));
    }

    Collection<DemoSession> sessionsOf(String userId) {
        return List.copyOf(sessions.values()).stream()
                .filter(session -> session.userId().equals(userId))
                .toList();
    }

    void close(String token) {
        sessions.remove(token);
    }
}
