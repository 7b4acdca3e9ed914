package dev.crowai.gateway.route;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.route.Particulars.EvictingPaths;
import dev.crowai.gateway.route.Particulars.Trait;
import dev.crowai.gateway.route.Route.Chain;
import dev.crowai.gateway.route.Service.Caching;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * One row of the {@link Catalogue}: a path segment and its service, in all environments.
 *
 * @param segment the path segment after the version
 * @param service the service's name in logs, errors and {@code X-Gateway-Service}
 * @param particulars what is special about the service
 */
record Row(
        String segment,
        String service,
        String devHost,
        String prodHost,
        int localPort,
        OpenTo openTo,
        Caching caching,
        Particulars particulars) {

    /** A row whose host in dev is the production host with the prefix {@code dev.}. */
    static Row row(String segment, String service, String host, int localPort, OpenTo openTo, Caching caching) {
        return new Row(segment, service, "dev." + host, host, localPort, openTo, caching, Particulars.NONE);
    }

    /** The same row with another production host. */
    Row inProdAt(String host) {
        return new Row(segment, service, devHost, host, localPort, openTo, caching, particulars);
    }

    Row with(Trait... traits) {
        return with(particulars.with(traits));
    }

    Row chain(Chain chain) {
        return with(particulars.chain(chain));
    }

    Row chain(Set<Method> methods, String path, Chain chain, String reason) {
        return with(particulars.chain(methods, path, chain, reason));
    }

    Row rule(Set<Method> methods, String path, OpenTo who, String reason) {
        return rule(methods, path, who, List.of(), reason);
    }

    Row rule(Set<Method> methods, String path, OpenTo who, List<AccessRule.BodyField> body, String reason) {
        return with(particulars.rule(methods, path, who, body, reason));
    }

    Row evictions(List<EvictingPaths> evictions) {
        return with(particulars.evictions(evictions));
    }

    Row secretBelow(String... segments) {
        return with(particulars.secretBelow(segments));
    }

    Row keyBelow(String segment) {
        return with(particulars.keyBelow(segment));
    }

    private Row with(Particulars others) {
        return new Row(segment, service, devHost, prodHost, localPort, openTo, caching, others);
    }

    URI url(Environment environment, String localHost) {
        return URI.create(
                switch (environment) {
                    case LOCAL -> "http://" + localHost + ":" + localPort;
                    case DEV -> "https://" + devHost;
                    case PROD -> "https://" + prodHost;
                });
    }

    /** The service at an address, with the default lifetime of the deployment. */
    Service at(URI url, Caching lifetime) {
        return new Service(segment, service, url, openTo, lifetime, particulars);
    }
}
