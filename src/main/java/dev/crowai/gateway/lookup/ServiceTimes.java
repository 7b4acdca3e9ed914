package dev.crowai.gateway.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads the expiry times of sessions and keys in responses of the auth service. */
final class ServiceTimes {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private ServiceTimes() {}

    /**
     * An expiry time. If it is missing or invalid, it is now: the response is used for this request and is not
     * remembered.
     */
    static Instant end(JsonNode node) {
        try {
            Instant end = Instant.parse(node.asText());
            return end.isBefore(LATEST) ? end : LATEST;
        } catch (DateTimeParseException unreadable) {
            return Instant.EPOCH;
        }
    }

    /** An expiry time that may be missing; empty when there is none (c104). */
    static Optional<Instant> optionalEnd(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(end(node));
    }
}
