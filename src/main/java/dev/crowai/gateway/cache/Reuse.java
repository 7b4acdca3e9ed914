package dev.crowai.gateway.cache;

/** How a GET or HEAD is handled, given the stored responses. */
sealed interface Reuse {

    /**
     * The stored response is returned.
     *
     * @param age the age in seconds
     * @param ttl how many seconds the response stays fresh; below zero when it is stale and the client accepts that
     */
    record Hit(StoredResponse stored, long age, long ttl) implements Reuse {}

    /**
     * The request is forwarded with a condition. The service may confirm that the stored response is current.
     *
     * @param why the reason for forwarding
     */
    record Validate(StoredResponse stored, ForwardReason why) implements Reuse {}

    /** No stored response can be used. */
    record Miss(ForwardReason why) implements Reuse {}

    /** Why a request is forwarded to the service, in the terms of RFC 9211 §2.2. */
    enum ForwardReason {
        BYPASS("bypass"),
        METHOD("method"),
        URI_MISS("uri-miss"),
        VARY_MISS("vary-miss"),
        MISS("miss"),
        REQUEST("request"),
        STALE("stale");

        private final String token;

        ForwardReason(String token) {
            this.token = token;
        }

        @Override
        public String toString() {
            return token;
        }
    }
}
