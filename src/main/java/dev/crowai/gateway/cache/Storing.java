package dev.crowai.gateway.cache;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** What is done with the response of a service. */
sealed interface Storing {

    /**
     * The response is stored.
     *
     * @param shared whether everyone in the organization may get it
     * @param vary the request fields by which it varies, in lower case
     * @param ttl how long it is stored, which includes the time when it is stale; at most 24 hours
     */
    record Store(boolean shared, Set<String> vary, Duration ttl) implements Storing {}

    /** The response is not stored. */
    record DoNotStore(Reason reason) implements Storing {}

    /** Why a response is not stored, as {@code detail} of {@code Cache-Status}. */
    enum Reason {
        /** Only the whole response to a GET is stored. */
        METHOD,
        /** Only 200, 203 and 204 are stored. */
        STATUS,
        EVENT_STREAM,
        SET_COOKIE,
        NO_STORE,
        PRIVATE,
        /** The response varies by something that is not a request field, or by a field that the gateway writes. */
        VARY,
        /** The response has no lifetime. */
        NO_LIFETIME,
        /** The caller is anonymous, and the service did not say that the response is shared. */
        ANONYMOUS,
        /** The response has only the default lifetime of the row and is larger than the limit for that. */
        LARGE_BY_DEFAULT,
        /** The response is stale at once, cannot be validated, and may not replace an error. */
        OF_NO_USE,
        TOO_LARGE,
        /** Too little time is left: storing would delay the response. */
        NO_TIME,
        STORE_FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
