package dev.crowai.gateway.route;

import static dev.crowai.gateway.route.Service.Caller.NEEDED;
import static dev.crowai.gateway.route.Service.Caller.NOT_NEEDED;

import dev.crowai.gateway.route.Service.Caching;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The catalogue: every service behind the gateway, in the order of SPEC "Routing". */
public final class Services {
    public static final String AUTH_SERVICE = "core-auth-service";
    public static final String USER_SERVICE = "core-user-service";
    public static final String PRODUCT_SERVICE = "core-product-service";
    public static final String ORGANIZATION_SERVICE = "core-organization-service";

    private static final Caching NEVER = new Caching.Never();
    private static final Caching EXPLICIT_ONLY = new Caching.ExplicitOnly();
    private static final Caching FIVE_MINUTES = new Caching.Default(300);

    private record Row(
            String segment,
            String service,
            String devHost,
            String prodHost,
            int localPort,
            Service.Caller caller,
            Caching caching) {

        /** The production host is the dev host without its leading {@code dev.}. */
        Row(String segment, String service, String host, int localPort, Service.Caller caller, Caching caching) {
            this(segment, service, "dev." + host, host, localPort, caller, caching);
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("auth", AUTH_SERVICE, "internal.auth-api.crowai.dev", 8001, NOT_NEEDED, NEVER),
            new Row("better-auth", AUTH_SERVICE, "internal.auth-api.crowai.dev", 8001, NOT_NEEDED, NEVER),
            new Row("users", USER_SERVICE, "internal.users.crowai.dev", 8002, NEEDED, FIVE_MINUTES),
            new Row("products", PRODUCT_SERVICE, "internal.products.crowai.dev", 8003, NEEDED, FIVE_MINUTES),
            new Row("crawler-jobs", PRODUCT_SERVICE, "internal.products.crowai.dev", 8003, NEEDED, EXPLICIT_ONLY),
            new Row("organizations", ORGANIZATION_SERVICE, "internal.orgs.crowai.dev", 8004, NEEDED, FIVE_MINUTES),
            new Row("analytics", "core-analytics-service", "internal.analytics.crowai.dev", 8005, NEEDED, FIVE_MINUTES),
            new Row(
                    "notifications",
                    "core-notification-service",
                    "internal.notifications.crowai.dev",
                    8006,
                    NEEDED,
                    EXPLICIT_ONLY),
            new Row("patterns", "core-pattern-service", "internal.patterns.crowai.dev", 8007, NEEDED, FIVE_MINUTES),
            new Row(
                    "interactions",
                    "core-interaction-service",
                    "internal.interactions.crowai.dev",
                    8008,
                    NEEDED,
                    FIVE_MINUTES),
            new Row("chat", "bff-chat-service", "internal.chat.crowai.dev", 8009, NEEDED, EXPLICIT_ONLY),
            new Row("qna", "bff-qna-service", "internal.qna.crowai.dev", 8010, NOT_NEEDED, FIVE_MINUTES),
            new Row("mcp", "mcp-service", "dev.mcp.crowai.dev", "internal.mcp.crowai.dev", 8011, NEEDED, EXPLICIT_ONLY),
            new Row("billing", "core-billing-service", "internal.billing.crowai.dev", 8012, NEEDED, FIVE_MINUTES),
            new Row("cctv", "cctv-ingest-service", "cctv.crowai.dev", 8015, NOT_NEEDED, EXPLICIT_ONLY),
            new Row("ingest", "web-ingest-service", "internal.ingest-worker.crowai.dev", 8013, NEEDED, NEVER));

    private final Map<String, Service> bySegment;

    private Services(Map<String, Service> bySegment) {
        this.bySegment = bySegment;
    }

    /**
     * The catalogue of an environment.
     *
     * @param urls base URLs by segment, each in place of that row's alone
     * @param ttls default lifetimes in seconds by segment, 0 for explicit only; a row that is never cached stays so
     */
    public static Services of(Environment environment, Map<String, URI> urls, Map<String, Integer> ttls) {
        Map<String, Service> services = new LinkedHashMap<>();
        for (Row row : ROWS) {
            URI url = Optional.ofNullable(urls.get(row.segment)).orElseGet(() -> url(environment, row));
            Caching caching = Optional.ofNullable(ttls.get(row.segment))
                    .filter(_ -> !row.caching.equals(NEVER))
                    .map(Services::caching)
                    .orElse(row.caching);
            services.put(row.segment, new Service(row.segment, row.service, url, row.caller, caching));
        }
        return new Services(Map.copyOf(services));
    }

    private static URI url(Environment environment, Row row) {
        return URI.create(
                switch (environment) {
                    case LOCAL -> "http://localhost:" + row.localPort;
                    case DEV -> "https://" + row.devHost;
                    case PROD -> "https://" + row.prodHost;
                });
    }

    private static Caching caching(int seconds) {
        return seconds == 0 ? EXPLICIT_ONLY : new Caching.Default(seconds);
    }

    /** Every segment that leads to a service. */
    public static Set<String> segments() {
        return ROWS.stream().map(Row::segment).collect(Collectors.toUnmodifiableSet());
    }

    public Optional<Service> bySegment(String segment) {
        return Optional.ofNullable(bySegment.get(segment));
    }

    public Service auth() {
        return row("auth");
    }

    public Service organizations() {
        return row("organizations");
    }

    public Service users() {
        return row("users");
    }

    private Service row(String segment) {
        return bySegment(segment).orElseThrow();
    }

    /** All rows, in no order. */
    public List<Service> all() {
        return List.copyOf(bySegment.values());
    }
}
