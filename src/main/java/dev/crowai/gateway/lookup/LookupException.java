package dev.crowai.gateway.lookup;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Result;

/**
 * The auth, organization or user service gave no answer that the gateway can go by. It carries what the client is
 * told: 503 where the service does not answer, 502 where it answers nonsense. Never 401, which would end a session.
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
     * @param message for the log; nothing secret
     */
    public LookupException(String service, Problem problem, String message) {
        super(service + ": " + message);
        this.why = service + ": " + message;
        this.service = service;
        this.problem = problem;
    }

    /**
     * The service gave a response that the gateway cannot go by: 502.
     *
     * @param what is wrong with the response, for the log; nothing secret
     */
    public static LookupException unusable(String service, String what) {
        return new LookupException(service, Problem.unusableAnswer(service), what);
    }

    /** The gateway itself does not look a credential up: no service was asked. */
    public static LookupException notAdmitted() {
        return new LookupException("", Problem.tooManyRequests(NOT_ADMITTED), NOT_ADMITTED);
    }

    /** Whether a service was asked, so that the failure says something about it. */
    public boolean isOfService() {
        return !service.isEmpty();
    }

    /** Records which service failed, and what is wrong with its answer. */
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
