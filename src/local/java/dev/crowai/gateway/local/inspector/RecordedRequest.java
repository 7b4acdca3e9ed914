package dev.crowai.gateway.local.inspector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Headers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One request and its result.
 *
 * @param number counts from 1
 * @param event the request as the function received it, in payload format 2.0; a large body is left out
 * @param start the start, in nanoseconds of the process's clock
 * @param end the end, in nanoseconds of the process's clock
 * @param preview the beginning of the response's body; empty when it is not text
 * @param length the length of the response's body, in bytes
 * @param calls the calls to services, in the order in which they ended
 * @param log the access-log line of the request; empty when there is none
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

    /** The call that forwarded the client's request to its service; empty when there was none. */
    Optional<ServiceCall> forwarded() {
        return calls.stream().filter(ServiceCall::isForwarded).reduce((_, last) -> last);
    }

    /** Contains no field, query or body. */
    @Override
    public String toString() {
        return number + " " + method() + " " + path() + " " + status;
    }
}
