package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import java.util.Optional;

/**
 * Who is asking, as far as keys of the cache tell it. Digests throughout: no id or credential stands in the table.
 *
 * @param variant different for any two callers that a service could answer differently
 * @param writer whose writes a caller without organization must see: the same for all credentials of one user
 * @param shares whether the caller takes part in answers that the service gives to everybody in the organization
 */
record CallerVariant(String variant, String writer, boolean shares) {

    /**
     * Empty for nobody. Users of one kind differ by id and active organization (both stand in their JWT), programs by
     * key, internal callers by all that they send on.
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
            // All clients of a network are one anonymous user. The cookies that go on to the service tell them apart.
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

    /** An empty text and none are different texts. */
    private static String present(Optional<String> text) {
        return text.map(value -> "=" + value).orElse("-");
    }
}
