package dev.crowai.gateway.route;

import dev.crowai.gateway.http.Problem;

/** Where a request leads: decided once, from method and path alone. */
public sealed interface Route {

    /** A page that the gateway answers itself. */
    record BuiltIn(Page page) implements Route {}

    /**
     * A service.
     *
     * @param service the row of the catalogue
     * @param version the digits of {@code v{n}}
     * @param path the encoded path as it goes out
     * @param rest what follows the segment, encoded: empty, or beginning with {@code /}
     * @param chain what happens before the request goes out
     */
    record ToService(Service service, String version, String path, String rest, Chain chain) implements Route {

        /** Whether whoever is not known gets 401. */
        public boolean needsKnownCaller() {
            return switch (chain) {
                case ONBOARDING, TEAM_INVITATIONS -> true;
                case SERVICE -> service.openTo() != OpenTo.ANYONE;
                case PUBLIC, OPEN, AUTH -> false;
            };
        }
    }

    /** No such route: {@code Service not found} or {@code Route not found}. */
    record NotFound(String message) implements Route {}

    /** A built-in page with a method that it does not know. */
    record WrongMethod(String allow) implements Route {}

    /** A request that is refused before anything is done for it. */
    record Malformed(Problem problem) implements Route {}

    /** The pages of the gateway itself. */
    enum Page {
        ROOT,
        HEALTH,
        READY,
        DOCS
    }

    /** The service chains of SPEC "Pipelines". */
    enum Chain {
        /** Standard rate limit, then forward. */
        PUBLIC,
        /** Standard rate limit, access rules, forward: nobody is asked for. */
        OPEN,
        /** Authentication rate limit, access rules, forward. */
        AUTH,
        /** Authentication rate limit, authenticate, access rules, forward. */
        ONBOARDING,
        /** Authentication rate limit, authenticate, access rules, organization, forward. */
        TEAM_INVITATIONS,
        /** Rate limit, authenticate, organization, access rules, cache, forward. */
        SERVICE
    }

    /** The service's name where there is one, for logs and metrics; else {@code gateway}. */
    default String serviceName() {
        return this instanceof ToService route ? route.service().name() : "gateway";
    }
}
