package dev.crowai.gateway.http;

import java.util.Optional;

/**
 * The decoded message of a client. The request is always well formed. When the message was invalid, the request
 * contains its valid parts, which are enough for the log line and the headers of the refusal, and {@code fault} is the
 * response.
 *
 * @param request the request; an invalid path is replaced by {@code /} and an invalid method by {@code GET}
 * @param fault the refusal of an invalid request (400, 405 or 413); empty for a valid request
 * @param requestId the id of the request in its log line and its response; safe in a header field
 */
public record Arrival(Request request, Optional<Problem> fault, String requestId) {}
