package dev.crowai.gateway.ratelimit.policy;

import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Particulars.Trait;

/** What a chain is limited by: one policy, or several that the request chooses from. */
public enum PolicyFamily {
    PUBLIC,
    /** Services whose callers are asked for: a known one has a budget of its own, except where devices call. */
    CALLERS,
    /** Services whose callers are not asked for. */
    SERVICES,
    /** Clients poll their session with GET; everything else on the auth routes may be an attempt to get in. */
    AUTHENTICATION;

    /** The policy by which an address counts. */
    public Policy ofAddress(Exchange exchange) {
        return switch (this) {
            case PUBLIC -> Policy.PUBLIC;
            case CALLERS, SERVICES -> exchange.service().has(Trait.SERVES_DEVICES) ? Policy.INGEST : Policy.STANDARD;
            case AUTHENTICATION ->
                exchange.request().method().isRead() ? Policy.AUTHENTICATION_READ : Policy.AUTHENTICATION;
        };
    }

    /** Whether a known caller of this request counts in a bucket of its own, and not at the address. */
    public boolean hasBudgetOfCaller(Exchange exchange) {
        return this == CALLERS && ofAddress(exchange) == Policy.STANDARD;
    }
}
