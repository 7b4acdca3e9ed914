package dev.crowai.gateway.aws.codec;

import dev.crowai.gateway.http.Problem;
import java.util.Optional;

/**
 * One part of a request, read from an event.
 *
 * @param value the part; a valid replacement when the part is invalid
 * @param fault the error response for an invalid part; empty for a valid part
 */
record Decoded<T>(T value, Optional<Problem> fault) {

    static <T> Decoded<T> of(T value) {
        return new Decoded<>(value, Optional.empty());
    }

    static <T> Decoded<T> faulty(T standIn, Problem fault) {
        return new Decoded<>(standIn, Optional.of(fault));
    }

    static <T> Decoded<T> malformed(T standIn, String message) {
        return faulty(standIn, Problem.badRequest(message));
    }
}
