package dev.crowai.gateway.pipeline;

import java.util.List;

/** Why the gateway itself ended a request. */
public sealed interface Refusal extends Result {

    /**
     * The reason is the message that the client receives.
     *
     * @param message the message of the {@link dev.crowai.gateway.http.Problem}
     */
    record Stated(String message) implements Refusal {}

    /**
     * The request is over a limit.
     *
     * @param policy the name of the limit
     */
    record OverLimit(String policy) implements Refusal {}

    /**
     * An access rule does not allow the request.
     *
     * @param rule its name in the catalogue
     */
    record ByAccessRule(String rule) implements Refusal {}

    /**
     * An access rule could not read the request body.
     *
     * @param rule its name in the catalogue
     */
    record MalformedBody(String rule) implements Refusal {}

    /**
     * {@code /ready} found that the gateway cannot work.
     *
     * @param failed the names of the checks that failed
     */
    record NotReady(List<String> failed) implements Refusal {
        public NotReady {
            failed = List.copyOf(failed);
        }
    }

    /** Reasons without details. */
    enum Plain implements Refusal {
        /** A preflight of an origin that is not allowed. */
        ORIGIN,
        /** A bug; the fault log says where. */
        FAULT,
        /** The response does not fit what Lambda may return. */
        RESPONSE_TOO_LARGE
    }
}
