package dev.crowai.gateway.remember;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Percent;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a request to the auth service makes out of date, if the service does what it asks for. Pure. */
enum Eviction {
    NOTHING,
    /** The caller's own session. */
    SESSION,
    /** Every session, key and membership of the caller. */
    USER,
    /** The API key that the body names. */
    API_KEY;

    private static final Set<String> SESSION_PATHS = Set.of("sign-out", "organization/set-active");

    private static final Set<String> USER_PATHS = Set.of(
            "revoke-session",
            "revoke-sessions",
            "revoke-other-sessions",
            "change-password",
            "set-password",
            "reset-password",
            "change-email",
            "update-user",
            "delete-user",
            "delete-anonymous-user",
            "organization/create",
            "organization/delete",
            "organization/leave",
            "organization/remove-member",
            "organization/accept-invitation");

    /** What links in e-mails lead to. */
    private static final Set<String> USER_PATHS_BY_LINK = Set.of("delete-user/callback", "verify-email");

    private static final Set<String> API_KEY_PATHS = Set.of("api-key/update", "api-key/delete");

    /** Where a user gets an organization: every step may be the one. */
    private static final Set<String> USER_AREAS = Set.of("onboarding", "team-invitations");

    /**
     * What a request evicts.
     *
     * @param rest the encoded path after the service's segment; letter case and empty segments make no difference
     */
    static Eviction of(Method method, String rest) {
        List<String> segments = Stream.of(Percent.decode(rest).split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> segment.toLowerCase(Locale.ROOT))
                .toList();
        String path = segments.stream().collect(Collectors.joining("/"));
        if (USER_PATHS_BY_LINK.contains(path)) {
            return USER;
        }
        if (method.isSafe() || segments.isEmpty()) {
            return NOTHING;
        }
        if (USER_PATHS.contains(path) || USER_AREAS.contains(segments.getFirst())) {
            return USER;
        }
        if (SESSION_PATHS.contains(path)) {
            return SESSION;
        }
        return API_KEY_PATHS.contains(path) ? API_KEY : NOTHING;
    }
}
