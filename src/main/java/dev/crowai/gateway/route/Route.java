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
    record ToService(Service service, String version, String path, String rest, Chain chain) implements Route {}

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
        /** Standard rate limit, then forward: nobody is asked for. */
        OPEN,
        /** Authentication rate limit, then forward. */
        AUTH,
        /** Authentication rate limit, authenticate, forward. */
        ONBOARDING,
        /** Authentication rate limit, authenticate, organization, forward. */
        TEAM_INVITATIONS,
        /** Standard rate limit, authenticate, organization, cache, forward. */
        SERVICE
    }

    /** The service's name where there is one, for logs and metrics; else {@code gateway}. */
    default String serviceName() {
        return this instanceof ToService route ? route.service().name() : "gateway";
    }
}
