package dev.crowai.gateway.auth;

import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;

/**
 * Reads a remembered session anew, before a rule about the own organization refuses it: the session may just have
 * changed on another instance (SPEC "Access rules").
 */
@FunctionalInterface
public interface SessionRevalidation {

    /**
     * The exchange with its session user and organization as the services have them now. The same exchange when another
     * credential than a session decided, when the session was read anew less than 5 seconds ago, or when it has ended.
     *
     * @throws LookupException when a service does not answer
     */
    Exchange revalidated(Exchange exchange) throws LookupException;
}
