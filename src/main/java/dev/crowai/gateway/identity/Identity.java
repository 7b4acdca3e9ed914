package dev.crowai.gateway.identity;

import java.util.Optional;

/** Who a request is from, as far as the gateway has proof (SPEC "Identity"). */
public sealed interface Identity {

    /** Nobody was asked for: the route takes any caller and adds no identity. */
    record Unidentified() implements Identity {}

    /**
     * A person with a session cookie.
     *
     * @param userId the auth service's id of the user
     * @param activeOrganization the session's active organization, and whether the user is a member of it
     * @param jwt what services verify
     */
    record SessionUser(String userId, ActiveOrganization activeOrganization, Secret jwt) implements Identity {}

    /**
     * A program with a {@code crow_} key that the auth service has verified.
     *
     * @param key the key itself: some services verify it themselves
     * @param userId the owner, when the key has one
     * @param claimedOrganization the organization that the key's metadata names, which proves nothing alone
     */
    record ApiKeyCaller(Secret key, Optional<String> userId, ClaimedOrganization claimedOrganization)
            implements Identity {}

    /**
     * A person with a JWT of the auth service that the gateway has verified.
     *
     * @param organizationId the claim of that name, the internal UUID
     * @param activeOrganization the auth service's id of the active organization
     */
    record JwtUser(String userId, Optional<String> organizationId, Optional<String> activeOrganization, Secret jwt)
            implements Identity {}

    /**
     * Anyone, on a service that needs no caller.
     *
     * @param userId the auth service's id of the anonymous user, which no service is told; empty when no anonymous
     *     session could be had
     * @param jwt what services verify; empty when no anonymous session could be had
     */
    record Anonymous(Optional<String> userId, Optional<Secret> jwt) implements Identity {}

    /**
     * A caller that the service itself knows, by an {@code Authorization} that the gateway cannot read.
     *
     * @param authorization the value of the field, which goes on as it came
     */
    record OpaqueCaller(Secret authorization) implements Identity {}

    /**
     * A service of the platform that showed the internal key.
     *
     * @param organizationId what it says, which is taken as it is
     * @param jwt a bearer JWT that goes on as it came
     * @param key a {@code crow_} key that goes on as it came
     */
    record InternalCaller(Optional<String> organizationId, Optional<Secret> jwt, Optional<Secret> key)
            implements Identity {}

    /** The kind in logs and metrics. */
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
     * Whether a person or a key is known: by a session, an API key or a JWT that is not anonymous. An internal caller
     * is not: what is open to known callers alone is not asked of it.
     */
    default boolean isKnown() {
        return switch (this) {
            case SessionUser _, ApiKeyCaller _, JwtUser _ -> true;
            case Unidentified _, Anonymous _, OpaqueCaller _, InternalCaller _ -> false;
        };
    }

    /** The id that services get as {@code X-User-Id}: never one that a client or an internal caller wrote. */
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
