package dev.crowai.gateway.access;

import java.util.function.Supplier;

/** What the access rules say about a request (SPEC "Access rules"). */
public sealed interface AccessDecision {

    /** The request may go on. */
    record Allowed() implements AccessDecision {}

    /**
     * The request is refused with 403.
     *
     * @param rule the rule's name, for the log alone
     * @param byOrganization whether another organization of the caller would have made it allowed
     */
    record Refused(String rule, boolean byOrganization) implements AccessDecision {}

    /**
     * The body that a rule reads is refused with 400.
     *
     * @param rule the rule's name, for the log alone
     * @param reason what is wrong, in words for the client
     */
    record MalformedBody(String rule, String reason) implements AccessDecision {}

    /** It depends on a fact that is not known yet. */
    record Needs(Facts.Found fact) implements AccessDecision {}

    /** This, unless it allows; then what comes next. */
    default AccessDecision and(Supplier<AccessDecision> next) {
        return this instanceof Allowed ? next.get() : this;
    }
}
