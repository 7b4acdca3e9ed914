package dev.crowai.gateway.http;

import java.util.Optional;

/**
 * What arrived at a door of the gateway. The request is well formed even where what came was not: then it holds what
 * could be kept, enough to log and decorate the refusal by, and {@code fault} is the answer.
 *
 * @param request the request, or what could be kept of it; a path that could not is {@code /}, a method {@code GET}
 * @param fault why nothing but a refusal may be done for it: 400, 405 or 413
 * @param requestId what ties the request to its log line and answer; safe in a header field
 */
public record Arrival(Request request, Optional<Problem> fault, String requestId) {}
