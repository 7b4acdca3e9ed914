package dev.crowai.gateway.route;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.route.Particulars.ChainOfPath;
import dev.crowai.gateway.route.Particulars.EvictingPaths;
import dev.crowai.gateway.route.Particulars.Trait;
import dev.crowai.gateway.route.Route.Chain;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the catalogue (SPEC "Routing") in one deployment: a path segment and its service.
 *
 * @param segment the path segment after the version
 * @param name the service's name in logs, errors and {@code X-Gateway-Service}
 * @param baseUrl scheme, host and port, without a path
 * @param openTo who may use the service when no rule matches: anyone, known or member
 * @param caching when its responses may be stored
 * @param particulars what is special about the service
 */
public record Service(
        String segment, String name, URI baseUrl, OpenTo openTo, Caching caching, Particulars particulars) {

    /** What the response cache does when the response has no cache directives. */
    public sealed interface Caching {

        /** Stores nothing, even if the service allows it. */
        record Never() implements Caching {}

        /** Stores a response only if its {@code Cache-Control} gives a lifetime. */
        record ExplicitOnly() implements Caching {}

        /**
         * Stores a response unless the service forbids it.
         *
         * @param seconds the lifetime in seconds when the response gives none, above zero
         */
        record Default(int seconds) implements Caching {}
    }

    /** The same service at another address. */
    public Service at(URI url) {
        return new Service(segment, name, url, openTo, caching, particulars);
    }

    /** Whether this is the auth service. Only the auth service receives and sets session cookies. */
    public boolean isAuth() {
        return name.equals(Catalogue.AUTH_SERVICE);
    }

    public boolean has(Trait trait) {
        return particulars.traits().contains(trait);
    }

    /**
     * The chain for a request.
     *
     * @param rest the encoded path after the segment
     */
    public Chain chain(Method method, String rest) {
        return chains().filter(path -> path.isFor(method, rest))
                .map(ChainOfPath::chain)
                .findFirst()
                .orElse(particulars.chain());
    }

    private Stream<ChainOfPath> chains() {
        Stream<ChainOfPath> everywhere =
                particulars.chain() == Chain.SERVICE ? Catalogue.PUBLIC.stream() : Stream.empty();
        return Stream.concat(particulars.chains().stream(), everywhere);
    }

    /**
     * The paths of this service that everyone may use, whatever the rules say. {@link Services#publicPaths} lists those
     * of all services.
     */
    public List<ChainOfPath> publicPaths() {
        return particulars.chains().stream()
                .filter(path -> path.chain() == Chain.PUBLIC)
                .toList();
    }

    /**
     * The path after the segment in the form that is sent. A key below some segments is sent as one segment, even if it
     * contains slashes.
     */
    public String oneSegmentKey(String rest) {
        return particulars.keyBelow().stream()
                .map(segment -> "/" + segment + "/")
                .filter(rest::startsWith)
                .findFirst()
                .map(parent -> parent + Percent.encodeSegment(Percent.decode(rest.substring(parent.length()))))
                .orElse(rest);
    }

    /** Who may use which path; the first rule that matches decides. */
    public List<AccessRule> rules() {
        return particulars.rules();
    }

    /**
     * The path of an endpoint of this service, in version 1, for the gateway's own calls.
     *
     * @param endpoint encoded, without a leading slash
     */
    public String path(String endpoint) {
        return "/api/v1/" + segment + "/" + endpoint;
    }

    /**
     * Which identities a request makes outdated.
     *
     * @param rest the encoded path after the segment
     */
    public EvictionScope evictionBy(Method method, String rest) {
        return DecodedPath.of(rest)
                .flatMap(path -> particulars.evictions().stream()
                        .filter(paths -> paths.isBy(method, path))
                        .map(EvictingPaths::eviction)
                        .findFirst())
                .orElse(EvictionScope.NOTHING);
    }
}
