package dev.crowai.gateway.identity;

import java.util.Optional;

/** The caller of a request, as far as the gateway has verified it (SPEC "Identity"). */
public sealed interface Identity {

    /** The route does not identify callers: it accepts any caller and adds no identity. */
    record Unidentified() implements Identity {}

    /**
     * A person with a session cookie.
     *
     * @param userId the auth service's id of the user
     * @param activeOrganization the session's active organization, and whether the user is a member of it
     * @param jwt the JWT that services verify
     */
    record SessionUser(String userId, ActiveOrganization activeOrganization, Secret jwt) implements Identity {}

    /**
     * A program with a {@code crow_} key that the auth service has verified.
     *
     * @param key the key itself, because some services verify it again
     * @param userId the owner; empty when the key has no owner
     * @param claimedOrganization the organization that the key's metadata names; proves nothing by itself
     */
    record ApiKeyCaller(Secret key, Optional<String> userId, ClaimedOrganization claimedOrganization)
            implements Identity {}

    /**
     * A person with a JWT of the auth service that the gateway has verified.
     *
     * @param organizationId the internal UUID in the claim {@code organizationId}; empty when the claim is absent
     * @param activeOrganization the auth service's id of the active organization; empty when none is active
     */
    record JwtUser(String userId, Optional<String> organizationId, Optional<String> activeOrganization, Secret jwt)
            implements Identity {}

    /**
     * An anonymous caller, on a service that needs no known caller.
     *
     * @param userId the auth service's id of the anonymous user, which is not sent to services; empty when no anonymous
     *     session could be created
     * @param jwt the JWT that services verify; empty when no anonymous session could be created
     */
    record Anonymous(Optional<String> userId, Optional<Secret> jwt) implements Identity {}

    /**
     * A caller whose {@code Authorization} the gateway cannot read. The service itself verifies it.
     *
     * @param authorization the value of the field, which is forwarded unchanged
     */
    record OpaqueCaller(Secret authorization) implements Identity {}

    /**
     * A service of the platform that sent the internal key.
     *
     * @param organizationId the organization that it names, which is not verified; empty when it names none
     * @param jwt the bearer JWT that is forwarded unchanged; empty when there is none
     * @param key the {@code crow_} key that is forwarded unchanged; empty when there is none
     */
    record InternalCaller(Optional<String> organizationId, Optional<Secret> jwt, Optional<Secret> key)
            implements Identity {}

    /** The kind of caller in logs and metrics. */
    default String kind() {
        return switch (this) {
            case Unidentified _ -> "none";
            case SessionUser _ -> "session";
            case ApiKeyCaller _ -> "api-key";
            case JwtUser _ -> "jwt";
            case Anonymous _ -> "anonymous";
            case OpaqueCaller _ -> "opaque";
            case InternalCaller _ -> "internal";
        };
    }

    /**
     * Whether the caller is known: a session, an API key or a JWT of a user that is not anonymous. An internal caller
     * is not known, but the checks for known callers do not apply to it.
     */
    default boolean isKnown() {
        return switch (this) {
            case SessionUser _, ApiKeyCaller _, JwtUser _ -> true;
            case Unidentified _, Anonymous _, OpaqueCaller _, InternalCaller _ -> false;
        };
    }

    /** The id that services get as {@code X-User-Id}. It is never an id that a client or an internal caller sent. */
    default Optional<String> forwardedUserId() {
        return switch (this) {
            case SessionUser user -> Optional.of(user.userId());
            case ApiKeyCaller caller -> caller.userId();
            case JwtUser user -> Optional.of(user.userId());
            case Unidentified _, Anonymous _, OpaqueCaller _, InternalCaller _ -> Optional.empty();
        };
    }

    /** The JWT that services get as {@code Authorization: Bearer}. */
    default Optional<Secret> forwardedJwt() {
        return switch (this) {
            case SessionUser user -> Optional.of(user.jwt());
            case JwtUser user -> Optional.of(user.jwt());
            case Anonymous anonymous -> anonymous.jwt();
            case InternalCaller caller -> caller.jwt();
            case Unidentified _, ApiKeyCaller _, OpaqueCaller _ -> Optional.empty();
        };
    }

    /** The {@code crow_} key of the caller, for the services that verify keys themselves. */
    default Optional<Secret> forwardedKey() {
        return switch (this) {
            case ApiKeyCaller caller -> Optional.of(caller.key());
            case InternalCaller caller -> caller.key();
            case Unidentified _, SessionUser _, JwtUser _, Anonymous _, OpaqueCaller _ -> Optional.empty();
        };
    }
}
