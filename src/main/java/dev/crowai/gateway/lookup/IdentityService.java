package dev.crowai.gateway.lookup;

import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the auth, organization and user services know about callers. Every call carries the exchange that it is made
 * for: its deadline, trace and client address.
 */
public interface IdentityService {

    /**
     * A live session.
     *
     * @param userId the auth service's id of the user
     * @param anonymous whether the user is an anonymous one, who is not known
     * @param activeOrganization the session's active organization, and whether the user is a member of it
     * @param jwt what services verify
     * @param expiresAt when the session ends
     */
    record Session(
            String userId, boolean anonymous, ActiveOrganization activeOrganization, Secret jwt, Instant expiresAt) {

        /** The caller of a request with this session. */
        public Identity caller() {
            return anonymous
                    ? new Identity.Anonymous(Optional.of(userId), Optional.of(jwt))
                    : new Identity.SessionUser(userId, activeOrganization, jwt);
        }
    }

    /**
     * A key that is valid.
     *
     * @param keyId the auth service's id of the key, by which it is updated and deleted
     * @param userId the owner, when it has one
     * @param claimedOrganization the organization that its metadata names, which proves nothing alone
     * @param expiresAt when it ends by itself, if it does
     */
    record VerifiedKey(
            Optional<String> keyId,
            Optional<String> userId,
            ClaimedOrganization claimedOrganization,
            Optional<Instant> expiresAt) {}

    /**
     * A row of the user service. It outlives a membership, so it proves none.
     *
     * @param id the row's own id
     * @param organizationId the organization that the row names, as the user service has it
     */
    record UserRow(String id, Optional<String> organizationId) {}

    /** The session of a cookie; empty when there is none, or it has ended. */
    Optional<Session> session(Credential.SessionCookie cookie, Exchange exchange) throws LookupException;

    /**
     * The session of a cookie as the service has it now, whatever is remembered. It is read anew at most once in 5
     * seconds for each session; in between, what is remembered counts.
     */
    Optional<Session> revalidatedSession(Credential.SessionCookie cookie, Exchange exchange) throws LookupException;

    /** How many organizations of a user are tried when none is active. */
    int MOST_ORGANIZATIONS = 10;

    /**
     * The auth service's ids of the organizations that a session's user is a member of, the first {@link
     * #MOST_ORGANIZATIONS}.
     *
     * @param userId the session's user
     */
    List<String> organizationsOf(Credential.SessionCookie cookie, String userId, Exchange exchange)
            throws LookupException;

    /** What a key stands for; empty when it is unknown, disabled, expired or used up. */
    Optional<VerifiedKey> verify(Credential.ApiKey key, Exchange exchange) throws LookupException;

    /** Begins an anonymous session for the client of the exchange: the cookie that stands for it. */
    Credential.SessionCookie signInAnonymously(Exchange exchange) throws LookupException;

    /** An anonymous session for the client of the exchange, new or remembered. */
    Session anonymous(Exchange exchange) throws LookupException;

    /** The internal UUID of an organization of the auth service; empty when there is none. */
    Optional<String> organizationByAuthId(String authId, Exchange exchange) throws LookupException;

    /** The user service's row of a user; empty when there is none. */
    Optional<UserRow> userByAuthId(String authUserId, Exchange exchange) throws LookupException;

    /** The auth service's current JSON Web Key Set (RFC 7517), as JSON. */
    String keySet(Exchange exchange) throws LookupException;
}
