package dev.crowai.gateway.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads the ends of sessions and keys that the auth service gives. */
final class ServiceTimes {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private ServiceTimes() {}

    /** An end. One that is missing or unreadable is now: the answer is good for this request and not remembered. */
    static Instant end(JsonNode node) {
        try {
            Instant end = Instant.parse(node.asText());
            return end.isBefore(LATEST) ? end : LATEST;
        } catch (DateTimeParseException unreadable) {
            return Instant.EPOCH;
        }
    }

    /** An end that may be missing: then there is none (c104). */
    static Optional<Instant> optionalEnd(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(end(node));
    }
}
