package dev.crowai.gateway.remember;

import dev.crowai.gateway.jwt.JwtExpiry;
import dev.crowai.gateway.lookup.IdentityService;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The TTLs of remembered results (SPEC "Remembering identities"). Pure. Every TTL begins before the service is called.
 */
final class Lifetimes {
    /**
     * TTL in the memory of an instance. After an eviction on another instance, this instance may use an old result for
     * at most this time.
     */
    static final Duration IN_MEMORY = Duration.ofSeconds(30);

    /**
     * TTL in the store. When a session ends without a request through the gateway, it may be used for at most this
     * time.
     */
    static final Duration STORED = Duration.ofSeconds(60);

    /** TTL of negative results. */
    static final Duration NEGATIVE = Duration.ofSeconds(10);

    /** TTL of a session cookie that belongs to no session. Such a token never becomes valid again. */
    static final Duration NO_SESSION = Duration.ofMinutes(10);

    /** TTL of an invalid API key. */
    static final Duration INVALID_KEY = Duration.ofSeconds(60);

    /** TTL of results that never change: the two ids of an organization, and the anonymous session of a client. */
    static final Duration LASTING = Duration.ofHours(1);

    /**
     * The shortest time between two revalidations of a session. A session is read again before an access rule refuses
     * it.
     */
    static final Duration BETWEEN_REVALIDATIONS = Duration.ofSeconds(5);

    /** The longest time of a call to a store that does not respond. */
    static final Duration STORE_CALL = Duration.ofMillis(650);

    /** The least remaining lifetime of a JWT that is forwarded. */
    static final Duration JWT_MARGIN = Duration.ofSeconds(60);

    private Lifetimes() {}

    /**
     * The end of the TTL of a session. A positive result is valid until the session or its JWT ends, at most {@link
     * #STORED}, and {@link #IN_MEMORY} if the JWT is unreadable.
     */
    static Instant session(Instant asOf, Optional<IdentityService.Session> found) {
        return found.map(session -> {
                    Instant jwtEnd = JwtExpiry.of(session.jwt())
                            .map(end -> end.minus(JWT_MARGIN))
                            .orElseGet(() -> asOf.plus(IN_MEMORY));
                    return earlier(asOf.plus(STORED), earlier(session.expiresAt(), jwtEnd));
                })
                .orElseGet(() -> asOf.plus(NO_SESSION));
    }

    /** The end of the TTL of an API key. A positive result is valid until the key expires, at most {@link #STORED}. */
    static Instant key(Instant asOf, Optional<IdentityService.VerifiedKey> found) {
        Instant changes = asOf.plus(found.isPresent() ? STORED : INVALID_KEY);
        return found.flatMap(IdentityService.VerifiedKey::expiresAt)
                .map(end -> earlier(end, changes))
                .orElse(changes);
    }

    /** The end of the TTL of a result that can change without a request through the gateway. */
    static Instant changing(Instant asOf, Optional<?> found) {
        return asOf.plus(found.isPresent() ? STORED : NEGATIVE);
    }

    /**
     * The end of the TTL of a user's row: {@link #STORED} if it names an organization. Without a row or an
     * organization, the TTL is that of a negative result.
     */
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
