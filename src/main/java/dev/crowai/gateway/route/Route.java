package dev.crowai.gateway.route;

import dev.crowai.gateway.http.Problem;

/** Where a request is sent. It is decided once, from the method and the path only. */
public sealed interface Route {

    /** A page that the gateway itself serves. */
    record BuiltIn(Page page) implements Route {}

    /**
     * A service receives the request.
     *
     * @param service the row of the catalogue
     * @param version the digits of {@code v{n}}
     * @param path the encoded path that is sent to the service
     * @param rest the encoded path after the segment: empty, or beginning with {@code /}
     * @param chain the steps before the request is sent
     */
    record ToService(Service service, String version, String path, String rest, Chain chain) implements Route {

        /** Whether a caller that is not known gets 401. */
        public boolean needsKnownCaller() {
            return switch (chain) {
                case ONBOARDING, TEAM_INVITATIONS -> true;
                case SERVICE -> service.openTo() != OpenTo.ANYONE;
                case PUBLIC, OPEN, AUTH -> false;
            };
        }
    }

    /** There is no such route. The message is {@code Service not found} or {@code Route not found}. */
    record NotFound(String message) implements Route {}

    /** A built-in page does not support the method. */
    record WrongMethod(String allow) implements Route {}

    /** The request is malformed and is refused at once. */
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
        /** Standard rate limit, access rules, forward; no authentication. */
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

    /** The service's name for logs and metrics; {@code gateway} when the route leads to no service. */
    default String serviceName() {
        return this instanceof ToService route ? route.service().name() : "gateway";
    }
}
