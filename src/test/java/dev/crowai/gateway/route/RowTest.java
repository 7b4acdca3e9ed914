package dev.crowai.gateway.route;

import static dev.crowai.gateway.route.Particulars.Trait.GETS_CRAWLER_SECRET;
import static dev.crowai.gateway.route.Particulars.Trait.TAKES_API_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.route.AccessRule.BodyField;
import dev.crowai.gateway.route.Particulars.ChainOfPath;
import dev.crowai.gateway.route.Particulars.EvictingPaths;
import dev.crowai.gateway.route.Route.Chain;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The words in which the catalogue describes a service. */
class RowTest {
    private static final Set<Method> GET = Set.of(Method.GET);
    private static final Set<Method> POST = Set.of(Method.POST);
    private static final Service.Caching CACHING = new Service.Caching.Default(60);

    private static Row row() {
        return Row.row("shops", "shop-service", "shops.test", 8099, OpenTo.KNOWN, CACHING);
    }

    private static Service service(Row row) {
        return row.at(URI.create("https://shops.test"), CACHING);
    }

    @Test
    void a_plain_row_is_a_service_without_anything_special() {
        assertThat(service(row()))
                .isEqualTo(new Service(
                        "shops",
                        "shop-service",
                        URI.create("https://shops.test"),
                        OpenTo.KNOWN,
                        CACHING,
                        Particulars.NONE));
        assertThat(service(row()).chain(Method.GET, "/x")).isEqualTo(Chain.SERVICE);
    }

    @Test
    void a_row_has_an_address_in_each_environment() {
        Row moved = row().inProdAt("elsewhere.test");

        assertThat(row().url(Environment.LOCAL, "127.0.0.1")).hasToString("http://127.0.0.1:8099");
        assertThat(row().url(Environment.DEV, "127.0.0.1")).hasToString("https://dev.shops.test");
        assertThat(row().url(Environment.PROD, "127.0.0.1")).hasToString("https://shops.test");
        assertThat(moved.url(Environment.DEV, "127.0.0.1")).hasToString("https://dev.shops.test");
        assertThat(moved.url(Environment.PROD, "127.0.0.1")).hasToString("https://elsewhere.test");
    }

    @Test
    void a_row_has_the_traits_that_it_names() {
        Service service = service(row().with(TAKES_API_KEY));

        assertThat(service.has(TAKES_API_KEY)).isTrue();
        assertThat(service.has(GETS_CRAWLER_SECRET)).isFalse();
    }

    @Test
    void the_first_chain_of_a_path_that_matches_counts_and_then_that_of_the_row() {
        Service service = service(row().chain(Chain.AUTH)
                .chain(GET, "/open/", Chain.OPEN, "why")
                .chain(GET, "/open/a", Chain.ONBOARDING, "why")
                .chain(POST, "/open/a", Chain.PUBLIC, "why not"));

        assertThat(service.chain(Method.GET, "/open/a")).isEqualTo(Chain.OPEN);
        assertThat(service.chain(Method.POST, "/open/a")).isEqualTo(Chain.PUBLIC);
        assertThat(service.chain(Method.POST, "/open/b")).isEqualTo(Chain.AUTH);
        assertThat(service.publicPaths()).containsExactly(new ChainOfPath(POST, "/open/a", Chain.PUBLIC, "why not"));
    }

    @Test
    void the_rules_of_a_row_keep_their_order() {
        BodyField own = new BodyField("userId", CallerId.AUTH_ID, true);
        Service service = service(
                row().rule(GET, "a", OpenTo.MEMBER, "first").rule(POST, "b/…", OpenTo.SESSION, List.of(own), "second"));

        assertThat(service.rules()).extracting(AccessRule::reason).containsExactly("first", "second");
        assertThat(service.rules()).extracting(AccessRule::body).containsExactly(List.of(), List.of(own));
        assertThat(service.rules()).extracting(AccessRule::methods).containsExactly(GET, POST);
        assertThat(service.rules().getLast().path()).hasToString("b/…");
        assertThat(service.rules().getLast().openTo()).isEqualTo(OpenTo.SESSION);
    }

    @Test
    void a_request_evicts_what_the_row_says() {
        Service service = service(row().evictions(
                        List.of(new EvictingPaths(EvictionScope.USER, POST, List.of(PathPattern.of("leave"))))));

        assertThat(service.evictionBy(Method.POST, "/leave")).isEqualTo(EvictionScope.USER);
        assertThat(service.evictionBy(Method.GET, "/leave")).isEqualTo(EvictionScope.NOTHING);
    }

    @Test
    void a_key_below_each_named_segment_is_one_segment() {
        Service service = service(row().keyBelow("images").keyBelow("files"));

        assertThat(service.oneSegmentKey("/images/a/b")).isEqualTo("/images/a%2Fb");
        assertThat(service.oneSegmentKey("/files/a/b")).isEqualTo("/files/a%2Fb");
        assertThat(service.oneSegmentKey("/files/")).isEqualTo("/files/");
        assertThat(service.oneSegmentKey("/other/a/b")).isEqualTo("/other/a/b");
    }

    @Test
    void a_row_names_the_segments_below_which_a_path_is_secret() {
        assertThat(row().secretBelow("reset", "invite").particulars().secretBelow())
                .containsExactly("reset", "invite");
        assertThat(Services.secretBelow()).contains("team-invitations", "reset-password");
    }

    @Test
    void the_gateways_own_calls_go_to_version_1() {
        assertThat(service(row()).path("get-session?x=1")).isEqualTo("/api/v1/shops/get-session?x=1");
    }
}
