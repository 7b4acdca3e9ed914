package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.http.Response;
import java.util.Optional;

/**
 * What the rate limiter says about a request. It counts while identity and cache are looked up, so that the store's
 * round trips overlap; whoever is about to send the request on asks first.
 */
@FunctionalInterface
public interface Admission {
    /** For requests that nobody counts. */
    Admission GRANTED = Optional::empty;

    /** Waits for the count; the refusal to answer with, or empty when the request may go on. */
    Optional<Response> refusal();
}
