package dev.crowai.gateway.lookup;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Result;

/**
 * The auth, organization or user service gave no usable response. The exception holds the response for the client: 503
 * when the service does not respond, 502 when its response is unusable. It is never 401, because a client would end its
 * session.
 */
public final class LookupException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String NOT_ADMITTED = "Too many lookups";

    private final transient Problem problem;
    private final String service;
    private final String why;

    /**
     * A failed lookup.
     *
     * @param service the name of the service that failed
     * @param message text for the log; contains no secret
     */
    public LookupException(String service, Problem problem, String message) {
        super(service + ": " + message);
        this.why = service + ": " + message;
        this.service = service;
        this.problem = problem;
    }

    /**
     * The service gave an unusable response: 502.
     *
     * @param what what is wrong with the response, for the log; contains no secret
     */
    public static LookupException unusable(String service, String what) {
        return new LookupException(service, Problem.unusableResponse(service), what);
    }

    /** The rate limiter refused to look up a credential, so no service was called. */
    public static LookupException notAdmitted() {
        return new LookupException("", Problem.tooManyRequests(NOT_ADMITTED), NOT_ADMITTED);
    }

    /** Whether a service was called, so that it is the service that failed. */
    public boolean isOfService() {
        return !service.isEmpty();
    }

    /** Records which service failed, and what is wrong with its response. */
    public void addTo(RequestRecord record) {
        if (isOfService()) {
            record.add(new Result.LookupFailure(service, why));
        }
    }

    public Problem problem() {
        return problem;
    }

    public String service() {
        return service;
    }
}
