package dev.crowai.gateway.access;

import java.util.function.Supplier;

/** The decision of the access rules about a request (SPEC "Access rules"). */
public sealed interface AccessDecision {

    /** The request is allowed. */
    record Allowed() implements AccessDecision {}

    /**
     * The request is refused with 403.
     *
     * @param rule the rule's name, only for the log
     * @param byOrganization whether the request would be allowed with another organization of the caller
     */
    record Forbidden(String rule, boolean byOrganization) implements AccessDecision {}

    /**
     * The body that a rule reads is invalid; the request is refused with 400.
     *
     * @param rule the rule's name, only for the log
     * @param reason what is wrong, as a text for the client
     */
    record BadRequest(String rule, String reason) implements AccessDecision {}

    /** The decision depends on a fact that is not known yet. */
    record Needs(Facts.Fact fact) implements AccessDecision {}

    /** Combines two decisions: this one, unless it allows; then the next one. */
    default AccessDecision and(Supplier<AccessDecision> next) {
        return this instanceof Allowed ? next.get() : this;
    }
}
