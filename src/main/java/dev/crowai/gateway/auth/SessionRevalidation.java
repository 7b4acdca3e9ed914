package dev.crowai.gateway.auth;

import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;

/**
 * Reads a remembered session again, before a rule about the caller's own organization refuses the request. The session
 * may have changed a moment ago on another instance (SPEC "Access rules").
 */
@FunctionalInterface
public interface SessionRevalidation {

    /**
     * The exchange with its session user and organization as the services have them now. It is unchanged when the
     * caller has no session, when the session was read again less than 5 seconds ago, or when the session has ended.
     *
     * @throws LookupException when a service does not respond
     */
    Exchange revalidated(Exchange exchange) throws LookupException;
}
