package dev.crowai.gateway.cache;

/** What becomes of a request to read, given what is stored. */
sealed interface Reuse {

    /**
     * The stored answer is the answer.
     *
     * @param age in seconds
     * @param ttl seconds for which it stays fresh; below zero when the client takes it stale
     */
    record Hit(StoredResponse stored, long age, long ttl) implements Reuse {}

    /**
     * The service must be asked, and may say that the stored answer is still the same.
     *
     * @param why the reason
     */
    record Validate(StoredResponse stored, OriginFetch why) implements Reuse {}

    /** Nothing stored can be the answer. */
    record Miss(OriginFetch why) implements Reuse {}

    /** Why a request goes on to the service, in the words of RFC 9211 §2.2. */
    enum OriginFetch {
        BYPASS("bypass"),
        METHOD("method"),
        URI_MISS("uri-miss"),
        VARY_MISS("vary-miss"),
        MISS("miss"),
        REQUEST("request"),
        STALE("stale");

        private final String token;

        OriginFetch(String token) {
            this.token = token;
        }

        @Override
        public String toString() {
            return token;
        }
    }
}
