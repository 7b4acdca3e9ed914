package dev.crowai.gateway.remember;

import dev.crowai.gateway.jwt.JwtExpiry;
import dev.crowai.gateway.lookup.IdentityService;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long an answer counts (SPEC "Remembering identities"). Pure; every span begins when the service was asked. */
final class Lifetimes {
    /** In an instance's memory: how long it may miss what another instance has evicted. */
    static final Duration IN_MEMORY = Duration.ofSeconds(30);

    /** In the store: how long an end that did not pass through the gateway may go unseen. */
    static final Duration STORED = Duration.ofSeconds(60);

    /** TTL of negative results. */
    static final Duration NEGATIVE = Duration.ofSeconds(10);

    /** TTL of a session cookie of none: such a token never comes back. */
    static final Duration NO_SESSION = Duration.ofMinutes(10);

    /** TTL of an invalid API key. */
    static final Duration INVALID_KEY = Duration.ofSeconds(60);

    /** For what never changes: the organization's two ids, and which anonymous session a client got. */
    static final Duration LASTING = Duration.ofHours(1);

    /** How often a remembered session may be read anew before a rule refuses it. */
    static final Duration BETWEEN_REVALIDATIONS = Duration.ofSeconds(5);

    /** What a call to a silent store takes at most. */
    static final Duration STORE_CALL = Duration.ofMillis(650);

    /** What a service needs at least of a JWT that it is sent. */
    static final Duration JWT_MARGIN = Duration.ofSeconds(60);

    private Lifetimes() {}

    /** A yes until the session or its JWT ends, at most {@link #STORED}; {@link #IN_MEMORY} if the JWT is unreadable. */
    static Instant session(Instant asOf, Optional<IdentityService.Session> found) {
        return found.map(session -> {
                    Instant jwtEnd = JwtExpiry.of(session.jwt())
                            .map(end -> end.minus(JWT_MARGIN))
                            .orElseGet(() -> asOf.plus(IN_MEMORY));
                    return earlier(asOf.plus(STORED), earlier(session.expiresAt(), jwtEnd));
                })
                .orElseGet(() -> asOf.plus(NO_SESSION));
    }

    /** A yes until the key ends by itself, at most {@link #STORED}. */
    static Instant key(Instant asOf, Optional<IdentityService.VerifiedKey> found) {
        Instant changes = asOf.plus(found.isPresent() ? STORED : INVALID_KEY);
        return found.flatMap(IdentityService.VerifiedKey::expiresAt)
                .map(end -> earlier(end, changes))
                .orElse(changes);
    }

    /** For facts that change behind the gateway's back: keys and users. */
    static Instant changing(Instant asOf, Optional<?> found) {
        return asOf.plus(found.isPresent() ? STORED : NEGATIVE);
    }

    /** A row that names an organization for {@link #STORED}; no row and one without organization for a short time. */
    static Instant user(Instant asOf, Optional<IdentityService.UserRow> found) {
        return changing(asOf, found.flatMap(IdentityService.UserRow::organizationId));
    }

    static Instant lasting(Instant asOf, Optional<?> found) {
        return asOf.plus(found.isPresent() ? LASTING : NEGATIVE);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
