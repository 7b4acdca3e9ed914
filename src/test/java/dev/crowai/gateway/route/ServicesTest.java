package dev.crowai.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Routing": the table of services, row by row. */
class ServicesTest {
    private static final Service.Caching NEVER = new Service.Caching.Never();
    private static final Service.Caching EXPLICIT_ONLY = new Service.Caching.ExplicitOnly();
    private static final Service.Caching FIVE_MINUTES = new Service.Caching.Default(300);

    record Row(
            String segment,
            String service,
            String dev,
            String prod,
            int port,
            OpenTo openTo,
            Service.Caching caching) {}

    static final List<Row> ROWS = List.of(
            row("auth", "core-auth-service", "internal.auth-api", 8001, OpenTo.ANYONE, NEVER),
            row("better-auth", "core-auth-service", "internal.auth-api", 8001, OpenTo.ANYONE, NEVER),
            row("users", "core-user-service", "internal.users", 8002, OpenTo.KNOWN, FIVE_MINUTES),
            row("products", "core-product-service", "internal.products", 8003, OpenTo.MEMBER, FIVE_MINUTES),
            row("crawler-jobs", "core-product-service", "internal.products", 8003, OpenTo.MEMBER, EXPLICIT_ONLY),
            row("organizations", "core-organization-service", "internal.orgs", 8004, OpenTo.KNOWN, FIVE_MINUTES),
            row("analytics", "core-analytics-service", "internal.analytics", 8005, OpenTo.MEMBER, FIVE_MINUTES),
            row(
                    "notifications",
                    "core-notification-service",
                    "internal.notifications",
                    8006,
                    OpenTo.MEMBER,
                    EXPLICIT_ONLY),
            row("patterns", "core-pattern-service", "internal.patterns", 8007, OpenTo.MEMBER, FIVE_MINUTES),
            row("interactions", "core-interaction-service", "internal.interactions", 8008, OpenTo.MEMBER, FIVE_MINUTES),
            row("chat", "bff-chat-service", "internal.chat", 8009, OpenTo.MEMBER, EXPLICIT_ONLY),
            row("qna", "bff-qna-service", "internal.qna", 8010, OpenTo.ANYONE, FIVE_MINUTES),
            new Row("mcp", "mcp-service", "dev.mcp", "internal.mcp", 8011, OpenTo.MEMBER, EXPLICIT_ONLY),
            row("billing", "core-billing-service", "internal.billing", 8012, OpenTo.MEMBER, FIVE_MINUTES),
            row("cctv", "cctv-ingest-service", "cctv", 8015, OpenTo.ANYONE, EXPLICIT_ONLY),
            row("ingest", "web-ingest-service", "internal.ingest-worker", 8013, OpenTo.MEMBER, NEVER));

    private static Row row(
            String segment, String service, String host, int port, OpenTo openTo, Service.Caching caching) {
        return new Row(segment, service, "dev." + host, host, port, openTo, caching);
    }

    private static Services catalogue(Environment environment) {
        return Services.of(environment, Map.of(), Map.of());
    }

    private static Service service(Services services, String segment) {
        return services.bySegment(segment).orElseThrow();
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void has_the_row_of_the_specification(Row row) {
        Service service = service(catalogue(Environment.DEV), row.segment());

        assertThat(service.segment()).isEqualTo(row.segment());
        assertThat(service.name()).isEqualTo(row.service());
        assertThat(service.openTo()).isEqualTo(row.openTo());
        assertThat(service.caching()).isEqualTo(row.caching());
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void leads_to_the_host_of_the_environment(Row row) {
        assertThat(service(catalogue(Environment.DEV), row.segment()).baseUrl())
                .hasToString("https://" + row.dev() + ".crowai.dev");
        assertThat(service(catalogue(Environment.PROD), row.segment()).baseUrl())
                .hasToString("https://" + row.prod() + ".crowai.dev");
        assertThat(service(catalogue(Environment.LOCAL), row.segment()).baseUrl())
                .hasToString("http://localhost:" + row.port());
    }

    @ParameterizedTest
    @EnumSource(Environment.class)
    void has_no_other_row(Environment environment) {
        List<String> segments = ROWS.stream().map(Row::segment).toList();

        assertThat(catalogue(environment).all())
                .extracting(Service::segment)
                .containsExactlyInAnyOrderElementsOf(segments);
        assertThat(Services.segments()).containsExactlyInAnyOrderElementsOf(segments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Users", "user", "users ", "webhooks", "%75sers", "health"})
    void knows_a_segment_by_its_exact_name(String segment) {
        assertThat(catalogue(Environment.PROD).bySegment(segment)).isEmpty();
    }

    @Test
    void names_the_services_that_the_gateway_asks_itself() {
        Services services = catalogue(Environment.PROD);

        assertThat(services.auth()).isEqualTo(service(services, "auth"));
        assertThat(services.organizations()).isEqualTo(service(services, "organizations"));
        assertThat(services.users()).isEqualTo(service(services, "users"));
    }

    @Test
    void is_the_auth_service_behind_both_of_its_segments_and_nowhere_else() {
        assertThat(catalogue(Environment.PROD).all())
                .filteredOn(Service::isAuth)
                .extracting(Service::segment)
                .containsExactlyInAnyOrder("auth", "better-auth");
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void a_url_of_its_own_moves_one_row_alone(Row row) {
        URI elsewhere = URI.create("http://elsewhere.test:9");
        Services usual = catalogue(Environment.PROD);

        Services services = Services.of(Environment.PROD, Map.of(row.segment(), elsewhere), Map.of());

        assertThat(services.all()).allSatisfy(service -> {
            Service before = service(usual, service.segment());
            assertThat(service).isEqualTo(service.segment().equals(row.segment()) ? before.at(elsewhere) : before);
        });
    }

    @Test
    void a_lifetime_of_its_own_changes_one_row_alone() {
        Services services = Services.of(Environment.PROD, Map.of(), Map.of("users", 60, "products", 0, "chat", 5));

        assertThat(service(services, "users").caching()).isEqualTo(new Service.Caching.Default(60));
        assertThat(service(services, "products").caching()).isEqualTo(EXPLICIT_ONLY);
        assertThat(service(services, "chat").caching()).isEqualTo(new Service.Caching.Default(5));
        assertThat(service(services, "crawler-jobs").caching()).isEqualTo(EXPLICIT_ONLY);
        assertThat(service(services, "billing").caching()).isEqualTo(FIVE_MINUTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "better-auth", "ingest"})
    void no_lifetime_makes_a_row_cached_that_never_is(String segment) {
        Services services = Services.of(Environment.PROD, Map.of(), Map.of(segment, 60));

        assertThat(service(services, segment).caching()).isEqualTo(NEVER);
    }
}
