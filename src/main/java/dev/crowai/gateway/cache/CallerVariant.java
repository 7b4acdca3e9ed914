package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import java.util.Optional;

/**
 * The caller as far as the keys of the cache depend on it. All texts are digests, so no id or credential is stored in
 * the table.
 *
 * @param variant different for any two callers that may get different responses from a service
 * @param writer identifies the caller whose writes must be visible to a caller without an organization; the same for
 *     all credentials of one user
 * @param shares whether the caller may get responses that the service shares with everyone in the organization
 */
record CallerVariant(String variant, String writer, boolean shares) {

    /**
     * Empty for an unidentified caller. Users of one kind differ by user id and active organization (both are in their
     * JWT), API keys by the key, and internal callers by all headers that they pass on.
     */
    static Optional<CallerVariant> of(Identity identity, Request request) {
        return switch (identity) {
            case Identity.Unidentified _ -> Optional.empty();
            case Identity.SessionUser user ->
                Optional.of(
                        user("session", user.userId(), user.activeOrganization().named(), Optional.empty()));
            case Identity.JwtUser user ->
                Optional.of(user("jwt", user.userId(), user.activeOrganization(), user.organizationId()));
            case Identity.ApiKeyCaller caller -> Optional.of(program(caller));
            // All clients of a network are one anonymous user. The cookies that are forwarded to the service
            // distinguish them.
            case Identity.Anonymous anonymous ->
                Optional.of(new CallerVariant(
                        Digest.of(
                                "anonymous",
                                present(anonymous.userId()),
                                present(request.headers().joined("Cookie"))),
                        Digest.of("network", request.client().network()),
                        true));
            case Identity.OpaqueCaller caller -> {
                String digest = Digest.of("opaque", caller.authorization().reveal());
                yield Optional.of(new CallerVariant(digest, digest, true));
            }
            case Identity.InternalCaller caller -> {
                String digest = Digest.of("internal", text(caller.jwt()), text(caller.key()));
                yield Optional.of(new CallerVariant(digest, digest, false));
            }
        };
    }

    private static CallerVariant user(String kind, String id, Optional<String> active, Optional<String> claimed) {
        return new CallerVariant(Digest.of(kind, id, present(active), present(claimed)), Digest.of("user", id), true);
    }

    private static CallerVariant program(Identity.ApiKeyCaller caller) {
        String digest = Digest.of("api-key", caller.key().reveal());
        return new CallerVariant(
                digest, caller.userId().map(id -> Digest.of("user", id)).orElse(digest), true);
    }

    private static String text(Optional<Secret> secret) {
        return present(secret.map(Secret::reveal));
    }

    /** An empty text and an absent text give different results. */
    private static String present(Optional<String> text) {
        return text.map(value -> "=" + value).orElse("-");
    }
}
