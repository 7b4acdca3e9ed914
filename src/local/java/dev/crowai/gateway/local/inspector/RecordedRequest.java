package dev.crowai.gateway.local.inspector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Headers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One request and what came of it.
 *
 * @param number counts from 1
 * @param event the request as the function received it, in payload format 2.0; without its body when that is large
 * @param start nanoseconds of the process's clock
 * @param end the same
 * @param preview the beginning of the response's body, when it is text
 * @param length of the response's body in bytes
 * @param calls to services, in the order in which they ended
 * @param log the request's line of the access log; empty when there is none
 */
record RecordedRequest(
        long number,
        Instant at,
        ObjectNode event,
        boolean complete,
        long start,
        long end,
        int status,
        Headers headers,
        String preview,
        int length,
        List<ServiceCall> calls,
        ObjectNode log) {
    RecordedRequest {
        calls = List.copyOf(calls);
    }

    String method() {
        return event.at("/requestContext/http/method").asText();
    }

    String path() {
        return event.path("rawPath").asText();
    }

    String query() {
        return event.path("rawQueryString").asText();
    }

    /** The call that took the client's request to its service. */
    Optional<ServiceCall> forwarded() {
        return calls.stream().filter(ServiceCall::isForwarded).reduce((_, last) -> last);
    }

    /** Shows no field, query or body. */
    @Override
    public String toString() {
        return number + " " + method() + " " + path() + " " + status;
    }
}
