package dev.crowai.gateway.store;

import java.time.Instant;

/**
 * What counting a request came to.
 *
 * @param allowed whether the request is within the quota; one that is not was not counted
 * @param remaining how many more would be allowed at this moment, 0 or more
 * @param movesAt when the window next moves past requests that count now, and so gives back at least one
 */
public record Count(boolean allowed, int remaining, Instant movesAt) {}
