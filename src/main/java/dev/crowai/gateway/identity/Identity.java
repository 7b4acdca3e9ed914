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
     * @param activeOrganization the auth service's id of the organization, when one is active
     * @param jwt what services verify
     */
    record SessionUser(String userId, Optional<String> activeOrganization, Secret jwt) implements Identity {}

    /**
     * A program with a {@code crow_} key that the auth service has verified.
     *
     * @param key the key itself: some services verify it themselves
     * @param userId the owner, when the key has one
     * @param claimedOrganization what the key's metadata says. Users write metadata: it proves nothing alone
     */
    record ApiKeyCaller(Secret key, Optional<String> userId, Optional<String> claimedOrganization)
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
     * @param userId the auth service's id of the anonymous user, which no service is told
     * @param jwt what services verify
     */
    record Anonymous(String userId, Secret jwt) implements Identity {}

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
            case InternalCaller _ -> "internal";
        };
    }

    /** The id that services get as {@code X-User-Id}: never one that a client or an internal caller wrote. */
    default Optional<String> forwardedUserId() {
        return switch (this) {
            case SessionUser user -> Optional.of(user.userId());
            case ApiKeyCaller caller -> caller.userId();
            case JwtUser user -> Optional.of(user.userId());
            case Unidentified _, Anonymous _, InternalCaller _ -> Optional.empty();
        };
    }

    /** The JWT that services get as {@code Authorization: Bearer}. */
    default Optional<Secret> forwardedJwt() {
        return switch (this) {
            case SessionUser user -> Optional.of(user.jwt());
            case JwtUser user -> Optional.of(user.jwt());
            case Anonymous anonymous -> Optional.of(anonymous.jwt());
            case InternalCaller caller -> caller.jwt();
            case Unidentified _, ApiKeyCaller _ -> Optional.empty();
        };
    }

    /** The {@code crow_} key of the caller, for the services that verify keys themselves. */
    default Optional<Secret> forwardedKey() {
        return switch (this) {
            case ApiKeyCaller caller -> Optional.of(caller.key());
            case InternalCaller caller -> caller.key();
            case Unidentified _, SessionUser _, JwtUser _, Anonymous _ -> Optional.empty();
        };
    }
}
