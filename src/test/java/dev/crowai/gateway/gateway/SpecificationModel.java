package dev.crowai.gateway.gateway;

import dev.crowai.gateway.testing.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A small model of SPEC: which statuses a request may have, given what happened before. Between an event and the moment
 * at which it must be seen, the old and the new status are both right.
 */
final class SpecificationModel {
    /** SPEC "Remembering identities": what passed through another instance, or through none, is seen within these. */
    private static final Duration IN_MEMORY = Duration.ofSeconds(30);

    private static final Duration IN_TABLE = Duration.ofMinutes(1);

    static final int STANDARD_LIMIT = 6;
    static final int CALLER_LIMIT = 8;
    private static final Duration WINDOW = Duration.ofMinutes(2);

    /** A request leaves the count at the latest a tenth of a window after its window. */
    private static final Duration SURELY_OUT = WINDOW.plus(WINDOW.dividedBy(10));

    /** Everyone who may call. Empty: no such field goes to a service. */
    enum Caller {
        ANN("Cookie", "better-auth.session_token=ann.sig", "ann", Platform.ACME),
        CAROL("Cookie", "better-auth.session_token=carol.sig", "carol", Platform.ACME),
        BOB("Cookie", "better-auth.session_token=bob.sig", "bob", Platform.BETA),
        NEWCOMER("Cookie", "better-auth.session_token=new.sig", "newcomer", ""),
        REMOVED("Cookie", "better-auth.session_token=gone.sig", "gone", ""),
        ANNS_KEY("X-API-Key", "crow_ann", "ann", Platform.ACME),
        FORGED_KEY("X-API-Key", "crow_forged", "bob", ""),
        UNKNOWN_KEY("X-API-Key", "crow_nobody_knows", "", ""),
        ANNS_JWT("Authorization", "", "ann", Platform.ACME),
        BROKEN_JWT("Authorization", "Bearer a.b.c", "", ""),
        ANONYMOUS("Cookie", "better-auth.session_token=anonymous.sig", "", ""),
        COOKIE_OF_NONE("Cookie", "better-auth.session_token=none.sig", "", ""),
        NOBODY("X-Nothing", "here", "", ""),
        SERVICE("X-Internal-Key", Platform.INTERNAL_KEY, "", Platform.ACME);

        final String field;
        final String value;
        final String user;
        final String organization;

        Caller(String field, String value, String user, String organization) {
            this.field = field;
            this.value = value;
            this.user = user;
            this.organization = organization;
        }

        boolean isKnown() {
            return !user.isEmpty();
        }

        boolean canSignOut() {
            return this == ANN || this == CAROL || this == BOB;
        }
    }

    /** What is called, and who may (SPEC "Routing", "Access rules"). */
    enum Target {
        OWN("products/own"),
        SHARED("products/shared"),
        OF_BETA("products/own?organizationId=" + Platform.BETA),
        OPEN("qna/questions"),
        ANNS_ROW("users/by-auth-id/ann"),
        CLOSED("notifications/email"),
        WRITE("products");

        final String path;

        Target(String path) {
            this.path = "/api/v1/" + path;
        }

        boolean isOpenToAnyone() {
            return this == OPEN;
        }

        /** Whether a known caller may call it. */
        private boolean isOpenTo(String user, String organization) {
            return switch (this) {
                case OPEN -> true;
                case OWN, SHARED, WRITE -> !organization.isEmpty();
                case OF_BETA -> organization.equals(Platform.BETA);
                case ANNS_ROW -> user.equals("ann");
                case CLOSED -> false;
            };
        }
    }

    private record SignOut(int instance, Instant at) {}

    private final Map<Caller, SignOut> signedOut = new EnumMap<>(Caller.class);
    private final Map<Caller, Instant> signedOutElsewhere = new EnumMap<>(Caller.class);
    private final Map<Caller, Instant> removedElsewhere = new EnumMap<>(Caller.class);
    private final Set<Caller> proved = EnumSet.noneOf(Caller.class);
    private final Map<String, List<Instant>> counted = new HashMap<>();
    private final Map<String, Integer> written = new HashMap<>();

    void signOut(Caller caller, int instance, Instant now) {
        signedOut.putIfAbsent(caller, new SignOut(instance, now));
    }

    void signOutElsewhere(Caller caller, Instant now) {
        signedOutElsewhere.putIfAbsent(caller, now);
    }

    void removeElsewhere(Caller caller, Instant now) {
        removedElsewhere.putIfAbsent(caller, now);
    }

    void write(String organization) {
        written.merge(organization, 1, Integer::sum);
    }

    /** How often the organization was written: what every read has to show. */
    int version(String organization) {
        return written.getOrDefault(organization, 0);
    }

    /** Whether the session still counts; empty while both are right. */
    Optional<Boolean> isSignedIn(Caller caller, int instance, Instant now) {
        boolean seen = Optional.ofNullable(signedOut.get(caller))
                        .filter(out -> out.instance() == instance
                                || now.isAfter(out.at().plus(IN_MEMORY)))
                        .isPresent()
                || Optional.ofNullable(signedOutElsewhere.get(caller))
                        .filter(at -> now.isAfter(at.plus(IN_TABLE)))
                        .isPresent();
        if (seen) {
            return Optional.of(false);
        }
        return signedOut.containsKey(caller) || signedOutElsewhere.containsKey(caller)
                ? Optional.empty()
                : Optional.of(true);
    }

    /** All statuses that are right, but for those of the limits. */
    Set<Integer> statuses(Caller caller, Target target, int instance, Instant now) {
        if (caller == Caller.SERVICE) {
            return Set.of(200);
        }
        if (caller == Caller.UNKNOWN_KEY || caller == Caller.BROKEN_JWT) {
            return Set.of(401);
        }
        if (caller == Caller.FORGED_KEY) {
            return Set.of(403);
        }
        int anonymous = target.isOpenToAnyone() ? 200 : 401;
        if (!caller.isKnown()) {
            return Set.of(anonymous);
        }
        Set<Integer> right = new HashSet<>();
        Optional<Boolean> signedIn = isSignedIn(caller, instance, now);
        if (!signedIn.orElse(false)) {
            right.add(anonymous);
        }
        if (signedIn.orElse(true)) {
            Optional<Instant> removed = Optional.ofNullable(removedElsewhere.get(caller));
            if (removed.isEmpty() || !now.isAfter(removed.get().plus(IN_TABLE))) {
                right.add(target.isOpenTo(caller.user, caller.organization) ? 200 : 403);
            }
            if (removed.isPresent()) {
                right.add(target.isOpenTo(caller.user, "") ? 200 : 403);
            }
        }
        return Set.copyOf(right);
    }

    /** The caller was known: its credential is good for 24 hours, whatever others do at its address. */
    void prove(Caller caller) {
        proved.add(caller);
    }

    boolean isProved(Caller caller) {
        return proved.contains(caller);
    }

    void count(String bucket, Instant now) {
        counted.computeIfAbsent(bucket, _ -> new ArrayList<>()).add(now);
    }

    /** Whether one more request must be refused. */
    boolean mustBeOver(String bucket, int limit, Instant now) {
        return countedAfter(bucket, now.minus(WINDOW)) >= limit;
    }

    /** Whether one more request may be refused. */
    boolean mayBeOver(String bucket, int limit, Instant now) {
        return countedAfter(bucket, now.minus(SURELY_OUT)) >= limit;
    }

    private long countedAfter(String bucket, Instant start) {
        return counted.getOrDefault(bucket, List.of()).stream()
                .filter(at -> at.isAfter(start))
                .count();
    }
}
