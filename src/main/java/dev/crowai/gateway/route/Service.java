package dev.crowai.gateway.route;

import java.net.URI;

/**
 * One row of the catalogue (SPEC "Routing"): a path segment and the service behind it.
 *
 * @param segment the path segment after the version
 * @param name the service's name in logs, errors and {@code X-Gateway-Service}
 * @param baseUrl scheme, host and port; no path
 * @param caller whether the service needs a caller
 * @param caching when its answers may be stored
 */
public record Service(String segment, String name, URI baseUrl, Caller caller, Caching caching) {

    /** Whether a request without a credential may go on. */
    public enum Caller {
        NEEDED,
        NOT_NEEDED
    }

    /** What the response cache does when the service says nothing about it. */
    public sealed interface Caching {

        /** Not even when the service allows it. */
        record Never() implements Caching {}

        /** Only where the service's {@code Cache-Control} gives a lifetime. */
        record ExplicitOnly() implements Caching {}

        /**
         * Wherever the service does not forbid it.
         *
         * @param seconds the lifetime where the service is silent, above zero
         */
        record Default(int seconds) implements Caching {}
    }

    /** The same service at another place. */
    public Service at(URI url) {
        return new Service(segment, name, url, caller, caching);
    }

    /** Whether devices and shoppers' browsers call it, many behind one address and one key. */
    public boolean servesDevices() {
        return segment.equals("ingest") || segment.equals("cctv");
    }

    /** Whether this is the auth service, which alone sees and sets session cookies. */
    public boolean isAuth() {
        return name.equals(Services.AUTH_SERVICE);
    }
}
