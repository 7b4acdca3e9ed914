package dev.crowai.gateway.remember;

import java.time.Instant;
import java.util.Optional;

/**
 * The result of a lookup of a caller, positive or negative.
 *
 * @param value empty when nothing was found
 * @param asOf the time before the service was called; later changes may be missing from the result
 * @param until when the TTL ends
 */
record Finding<T>(Optional<T> value, Instant asOf, Instant until) {

    boolean isValidAt(Instant now) {
        return now.isBefore(until);
    }

    /** Does not show the value, which may contain a token. */
    @Override
    public String toString() {
        return (value.isPresent() ? "yes" : "no") + " until " + until;
    }
}
