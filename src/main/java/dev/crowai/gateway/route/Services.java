package dev.crowai.gateway.route;

import dev.crowai.gateway.route.Particulars.ChainOfPath;
import dev.crowai.gateway.route.Service.Caching;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/** The {@link Catalogue} in one deployment: its rows with the addresses and lifetimes of that deployment. */
public final class Services {
    public static final String AUTH_SERVICE = Catalogue.AUTH_SERVICE;
    public static final String USER_SERVICE = Catalogue.USER_SERVICE;
    public static final String ORGANIZATION_SERVICE = Catalogue.ORGANIZATION_SERVICE;

    /** The usual host of the services in the local environment. */
    public static final String LOCAL_HOST = "localhost";

    private final SequencedMap<String, Service> bySegment;

    private Services(SequencedMap<String, Service> bySegment) {
        this.bySegment = bySegment;
    }

    /** The catalogue of an environment, with {@link #LOCAL_HOST} in the local one. */
    public static Services of(Environment environment, Map<String, URI> urls, Map<String, Integer> ttls) {
        return of(environment, LOCAL_HOST, urls, ttls);
    }

    /**
     * The catalogue of an environment.
     *
     * @param localHost the host of all services in the local environment
     * @param urls base URLs by segment; each replaces the address of that row only
     * @param ttls default lifetimes in seconds by segment; 0 means that only an explicit lifetime counts; a row that is
     *     never cached ignores its entry
     */
    public static Services of(
            Environment environment, String localHost, Map<String, URI> urls, Map<String, Integer> ttls) {
        SequencedMap<String, Service> services = new LinkedHashMap<>();
        for (Row row : Catalogue.ROWS) {
            URI url = Optional.ofNullable(urls.get(row.segment())).orElseGet(() -> row.url(environment, localHost));
            Caching caching = Optional.ofNullable(ttls.get(row.segment()))
                    .filter(_ -> !(row.caching() instanceof Caching.Never))
                    .map(Services::caching)
                    .orElse(row.caching());
            services.put(row.segment(), row.at(url, caching));
        }
        return new Services(services);
    }

    private static Caching caching(int seconds) {
        return seconds == 0 ? new Caching.ExplicitOnly() : new Caching.Default(seconds);
    }

    /** Every segment of a service. */
    public static Set<String> segments() {
        return Catalogue.ROWS.stream().map(Row::segment).collect(Collectors.toUnmodifiableSet());
    }

    /** Path segments, in lower case, below which the path holds secrets on at least one service. */
    public static Set<String> secretBelow() {
        return Catalogue.ROWS.stream()
                .flatMap(row -> row.particulars().secretBelow().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The paths that everyone may use on every service. */
    public static List<ChainOfPath> publicPaths() {
        return Catalogue.PUBLIC;
    }

    /** Query parameters whose values must name the caller's own organization. */
    public static Set<String> organizationParameters() {
        return Catalogue.ORGANIZATION_PARAMETERS;
    }

    /** The path segment, in lower case, after which the next segment must name the caller's own organization. */
    public static String organizationSegment() {
        return Catalogue.ORGANIZATION_SEGMENT;
    }

    public Optional<Service> bySegment(String segment) {
        return Optional.ofNullable(bySegment.get(segment));
    }

    public Service auth() {
        return first(Catalogue.AUTH_SERVICE);
    }

    public Service organizations() {
        return first(Catalogue.ORGANIZATION_SERVICE);
    }

    public Service users() {
        return first(Catalogue.USER_SERVICE);
    }

    /** The first row of a service. */
    private Service first(String name) {
        return all().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** All rows, in the catalogue's order. */
    public List<Service> all() {
        return List.copyOf(bySegment.values());
    }
}
