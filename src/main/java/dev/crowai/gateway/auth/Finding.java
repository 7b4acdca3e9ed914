package dev.crowai.gateway.auth;

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

    boolean countsAt(Instant now) {
        return now.isBefore(until);
    }

    /** The same, but for no longer than that. */
    Finding<T> until(Instant limit) {
        return limit.isBefore(until) ? new Finding<>(value, asOf, limit) : this;
    }

    /** Shows no value: it may hold a token. */
    @Override
    public String toString() {
        return (value.isPresent() ? "yes" : "no") + " until " + until;
    }
}
