package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.upstream.UpstreamException;

/**
 * One fact that a step records about a request, for the log line and the metrics. Both read results by a {@code switch}
 * without {@code default}, so that a new result does not compile until both handle it. A result never contains a
 * secret.
 */
public sealed interface Result
        permits Refusal,
                Result.Caller,
                Result.ResolvedOrganization,
                Result.Limit,
                Result.Cache,
                Result.Eviction,
                Result.UpstreamResponse,
                Result.UpstreamFailure,
                Result.LookupFailure,
                Result.CredentialFailure,
                Result.JwtFault,
                Result.Degradation {

    /** The caller. */
    record Caller(Identity identity) implements Result {}

    /**
     * The caller's organization.
     *
     * @param id its internal UUID
     */
    record ResolvedOrganization(String id) implements Result {}

    /** The decision of the rate limiter. */
    enum Limit implements Result {
        /** Within the limit. */
        ALLOWED,
        /** Over the limit, and refused with 429. */
        REFUSED,
        /** Over the limit, but served because the deployment only observes. */
        OBSERVED,
        /** Within the limit by this instance's own count, because the store gave no count. */
        FALLBACK
    }

    /** What the response cache did. */
    enum Cache implements Result {
        /** A fresh stored response was served. */
        HIT,
        /** A stale stored response was served. */
        STALE,
        /** The service confirmed the stored response with 304. */
        REVALIDATED,
        /** The request was forwarded to the service. */
        MISS,
        /** No stored response may serve this request. */
        BYPASS,
        /** The store failed, so the request was forwarded to the service. */
        STORE_FAILED
    }

    /** Where outdated identities were evicted. */
    enum Eviction implements Result {
        /** For all instances. */
        SHARED,
        /** Only on this instance, because the store failed. */
        LOCAL
    }

    /** The service's response. */
    record UpstreamResponse(int status) implements Result {}

    /** The service gave no usable response. */
    record UpstreamFailure(UpstreamException.FailureKind kind) implements Result {}

    /**
     * A service gave the gateway's own lookup no usable response.
     *
     * @param service the name of the service
     * @param reason what is wrong
     */
    record LookupFailure(String service, String reason) implements Result {}

    /**
     * The caller could not be authenticated.
     *
     * @param kind the kind of the credential that was checked last; {@link CredentialKind#NONE} when there was none
     */
    record CredentialFailure(CredentialKind kind) implements Result {}

    /** What is wrong with a bearer JWT. */
    enum JwtFault implements Result {
        /** It is not a JWT, or its algorithm, key id, {@code crit} header or expiry is missing or not supported. */
        UNREADABLE,
        /** Its key is not in the key set. */
        UNKNOWN_KEY,
        /** Its signature is wrong. */
        SIGNATURE,
        /** It has expired. */
        EXPIRED,
        /** Another claim is wrong. */
        CLAIMS
    }

    /** A failure that did not stop the request. One request may have several. */
    enum Degradation implements Result {
        /** The store gave no count, so this instance counted alone. */
        LIMIT_STORE,
        /** The store could not read or write a remembered identity. */
        IDENTITY_STORE,
        /** The store could not write a response. */
        CACHE_STORE,
        /** After a write, the stored responses of its organization could not be invalidated. */
        CACHE_INVALIDATION,
        /** The auth service gave no anonymous session, so the request went on without {@code Authorization}. */
        ANONYMOUS_SESSION,
        /** The user of an ended session could not be looked up, so only the session was evicted. */
        EVICTION_USER
    }

    /** Whether a later result replaces this one. */
    default boolean isReplacedBy(Result later) {
        return switch (this) {
            case Caller _ -> later instanceof Caller;
            case ResolvedOrganization _ -> later instanceof ResolvedOrganization;
            case Limit _ -> later instanceof Limit;
            case Cache _ -> later instanceof Cache;
            case Eviction _ -> later instanceof Eviction;
            case UpstreamResponse _, UpstreamFailure _ ->
                later instanceof UpstreamResponse || later instanceof UpstreamFailure;
            case LookupFailure _ -> later instanceof LookupFailure;
            case CredentialFailure _ -> later instanceof CredentialFailure;
            case JwtFault _ -> later instanceof JwtFault;
            case Refusal _ -> later instanceof Refusal;
            case Degradation degradation -> degradation == later;
        };
    }
}
