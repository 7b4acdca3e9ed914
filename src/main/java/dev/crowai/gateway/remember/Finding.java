package dev.crowai.gateway.remember;

import java.time.Instant;
import java.util.Optional;

/**
 * What a service said about a caller, yes or no.
 *
 * @param value empty when it said that there is none
 * @param asOf the moment before it was asked: what happened later, the answer may not know
 * @param until from when on it no longer counts
 */
record Finding<T>(Optional<T> value, Instant asOf, Instant until) {

    boolean isValidAt(Instant now) {
        return now.isBefore(until);
    }

    /** Shows no value: it may hold a token. */
    @Override
    public String toString() {
        return (value.isPresent() ? "yes" : "no") + " until " + until;
    }
}
