package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Method;

/** What a chain is limited by: one policy, or two that the method chooses from. */
public enum PolicyFamily {
    PUBLIC,
    STANDARD,
    /** Clients poll their session with GET; everything else on the auth routes may be an attempt to get in. */
    AUTHENTICATION;

    public Policy policyFor(Method method) {
        return switch (this) {
            case PUBLIC -> Policy.PUBLIC;
            case STANDARD -> Policy.STANDARD;
            case AUTHENTICATION -> method.isRead() ? Policy.AUTHENTICATION_READ : Policy.AUTHENTICATION;
        };
    }
}
