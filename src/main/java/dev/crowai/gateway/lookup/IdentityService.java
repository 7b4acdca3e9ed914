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
 * The port for lookups of callers at the auth, organization and user services. Each call gets the exchange for which it
 * is made, because it uses its deadline, trace and client address.
 */
public interface IdentityService {

    /**
     * A live session.
     *
     * @param userId the auth service's id of the user
     * @param anonymous whether the user is anonymous, and so not known
     * @param activeOrganization the session's active organization, and whether the user is a member of it
     * @param jwt the JWT that services verify
     * @param expiresAt when the session expires
     */
    record Session(
            String userId, boolean anonymous, ActiveOrganization activeOrganization, Secret jwt, Instant expiresAt) {

        /** The identity of a caller with this session. */
        public Identity caller() {
            return anonymous
                    ? new Identity.Anonymous(Optional.of(userId), Optional.of(jwt))
                    : new Identity.SessionUser(userId, activeOrganization, jwt);
        }
    }

    /**
     * A valid key.
     *
     * @param keyId the auth service's id of the key, by which the key is updated and deleted
     * @param userId the owner; empty when the key has no owner
     * @param claimedOrganization the organization that the key's metadata names; proves nothing by itself
     * @param expiresAt when the key expires; empty when it does not expire
     */
    record VerifiedKey(
            Optional<String> keyId,
            Optional<String> userId,
            ClaimedOrganization claimedOrganization,
            Optional<Instant> expiresAt) {}

    /**
     * A user's row at the user service. The row is not deleted when a membership ends, so it does not prove a
     * membership.
     *
     * @param id the id of the row
     * @param organizationId the organization that the row names, unchanged; empty when it names none
     */
    record UserRow(String id, Optional<String> organizationId) {}

    /** The session of a cookie; empty when there is none or it has expired. */
    Optional<Session> session(Credential.SessionCookie cookie, Exchange exchange) throws LookupException;

    /**
     * The current session of a cookie. A remembered session is ignored, but each session is read at most once in 5
     * seconds; in that time, the remembered session is used.
     */
    Optional<Session> revalidatedSession(Credential.SessionCookie cookie, Exchange exchange) throws LookupException;

    /** The maximum number of organizations that are tried when no organization is active. */
    int MOST_ORGANIZATIONS = 10;

    /**
     * The auth service's ids of the organizations of which the session's user is a member; at most {@link
     * #MOST_ORGANIZATIONS}.
     *
     * @param userId the auth service's id of the session's user
     */
    List<String> organizationsOf(Credential.SessionCookie cookie, String userId, Exchange exchange)
            throws LookupException;

    /** Verifies a key; empty when it is unknown, disabled, expired or has no uses left. */
    Optional<VerifiedKey> verify(Credential.ApiKey key, Exchange exchange) throws LookupException;

    /** Creates an anonymous session for the client of the exchange and returns its cookie. */
    Credential.SessionCookie signInAnonymously(Exchange exchange) throws LookupException;

    /**
     * The session of a cookie that {@link #signInAnonymously} returned. Such a session has no organization, so the
     * membership is looked up only if it has one all the same.
     */
    Optional<Session> anonymousSession(Credential.SessionCookie cookie, Exchange exchange) throws LookupException;

    /** An anonymous session for the client of the exchange, new or remembered. */
    Session anonymous(Exchange exchange) throws LookupException;

    /** The internal UUID of an organization, by the auth service's id; empty when there is no such organization. */
    Optional<String> organizationByAuthId(String authId, Exchange exchange) throws LookupException;

    /** The row of a user at the user service; empty when there is none. */
    Optional<UserRow> userByAuthId(String authUserId, Exchange exchange) throws LookupException;

    /** The auth service's current JSON Web Key Set (RFC 7517), as JSON. */
    String keySet(Exchange exchange) throws LookupException;
}
