package dev.crowai.gateway.cache;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** What becomes of an answer that a service gave. */
sealed interface Storing {

    /**
     * It is stored.
     *
     * @param shared whether for everybody in the organization
     * @param vary the request fields that it varies by, in lower case
     * @param keep how long it can be of use, also when it is stale; at most 24 hours
     */
    record Store(boolean shared, Set<String> vary, Duration keep) implements Storing {}

    /** It is not stored. */
    record DoNotStore(Reason reason) implements Storing {}

    /** Why an answer is not stored, as {@code detail} of {@code Cache-Status}. */
    enum Reason {
        /** Only the whole answer to a GET is. */
        METHOD,
        /** Only 200, 203 and 204 are. */
        STATUS,
        EVENT_STREAM,
        SET_COOKIE,
        NO_STORE,
        PRIVATE,
        /** It varies by something that no request field tells, or that the gateway writes. */
        VARY,
        /** Nothing gives a lifetime. */
        NO_LIFETIME,
        /** The caller is anonymous, and the service did not say that the response is shared. */
        ANONYMOUS,
        /** Its lifetime would be the row's default, and it is larger than that stores. */
        LARGE_BY_DEFAULT,
        /** It is stale at once, can't be validated, and may not cover for a failure. */
        OF_NO_USE,
        TOO_LARGE,
        /** The answer is due: nothing may delay it any more. */
        NO_TIME,
        STORE_FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
