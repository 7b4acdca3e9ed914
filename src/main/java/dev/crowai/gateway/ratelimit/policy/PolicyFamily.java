package dev.crowai.gateway.ratelimit.policy;

import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Particulars.Trait;

/** The policies of one chain. The request decides which one of them applies. */
public enum PolicyFamily {
    PUBLIC,
    /**
     * Routes on which the gateway identifies the caller. A known caller has its own budget, except on services that
     * devices call.
     */
    CALLERS,
    /** Routes on which the gateway does not identify the caller. */
    SERVICES,
    /**
     * The auth routes. Clients poll their session with GET, so reads have a larger quota. Every other request may be an
     * attempt to guess a password.
     */
    AUTHENTICATION;

    /** The policy for the buckets of an address. */
    public Policy ofAddress(Exchange exchange) {
        return switch (this) {
            case PUBLIC -> Policy.PUBLIC;
            case CALLERS, SERVICES -> exchange.service().has(Trait.SERVES_DEVICES) ? Policy.INGEST : Policy.STANDARD;
            case AUTHENTICATION ->
                exchange.request().method().isRead() ? Policy.AUTHENTICATION_READ : Policy.AUTHENTICATION;
        };
    }

    /** Whether a known caller of this request counts in its own bucket and not in the buckets of the address. */
    public boolean hasBudgetOfCaller(Exchange exchange) {
        return this == CALLERS && ofAddress(exchange) == Policy.STANDARD;
    }
}
