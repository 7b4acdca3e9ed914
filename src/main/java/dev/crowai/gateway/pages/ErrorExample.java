package dev.crowai.gateway.pages;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.route.Service;
import java.util.List;

/**
 * One response for each status of the gateway's own errors (SPEC "Errors"), made by the code that makes the real one.
 *
 * @param when the cases that have this status
 * @param problem one of these cases
 */
record ErrorExample(String when, Problem problem) {
    private static final String REQUEST_ID = "5f0c2a1e-7f43-4d0e-9b1c-2f1f0a6c7d11";

    /**
     * The examples, in the order of their statuses.
     *
     * @param service the service in the examples that name one
     */
    static List<ErrorExample> of(Service service) {
        return List.of(
                new ErrorExample(
                        "The path, a header or a body that a rule reads is malformed",
                        Problem.badRequest("The path has a dot segment")),
                new ErrorExample(
                        "There is no credential, or an invalid one", Problem.unauthorized("Authentication required")),
                new ErrorExample(
                        "The caller may not do this; or a page of another origin writes, or asks for permission to",
                        Problem.forbidden("You do not have access to this")),
                new ErrorExample("There is no such service or route", Problem.notFound("Service not found")),
                new ErrorExample("The gateway's own page has no such method", Problem.methodNotAllowed("GET, HEAD")),
                new ErrorExample("The request body is larger than 6 MB", Problem.payloadTooLarge()),
                new ErrorExample(
                        "The client is over a limit",
                        Problem.tooManyRequests("Rate limit exceeded. Please try again later.")
                                .with("Retry-After", "37")),
                new ErrorExample("The gateway itself failed", Problem.internalServerError()),
                new ErrorExample(
                        "The service's response is no HTTP, breaks off, or is larger than 6 MB",
                        Problem.unusableResponse(service.name())),
                new ErrorExample(
                        "The service, or one that is asked who calls, does not respond",
                        Problem.unavailable(service.name(), "1")),
                new ErrorExample("The service takes too long", Problem.gatewayTimeout(service.name())));
    }

    int status() {
        return problem.status();
    }

    /** The fields that only this error has. */
    Headers headers() {
        return problem.headers();
    }

    /** The body, as JSON. */
    String body() {
        return problem.json(REQUEST_ID);
    }
}
