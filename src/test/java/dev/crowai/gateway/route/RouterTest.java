package dev.crowai.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.route.Route.Chain;
import dev.crowai.gateway.route.Route.Page;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Words;
import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SPEC "Pipelines" and "Public path overrides".
 *
 * <p>See SPEC "Public path overrides".
 */
class RouterTest {
    private static final Router ROUTER = new Router(Exchanges.SERVICES);

    private static Route route(Method method, String path) {
        return ROUTER.route(Exchanges.request(method, path, Headers.EMPTY, Body.EMPTY));
    }

    private static Route.ToService toService(Method method, String path) {
        return (Route.ToService) route(method, path);
    }

    @ParameterizedTest
    @CsvSource({
        "/,ROOT",
        "/health,HEALTH",
        "/ready,READY",
        "/docs,DOCS",
        "/docs/,DOCS",
        "/docs/openapi.json,DOCS",
        "/docs/a/b,DOCS",
    })
    void a_page_of_the_gateway_is_read_and_nothing_else(String path, Page page) {
        assertThat(route(Method.GET, path)).isEqualTo(new Route.BuiltIn(page));
        assertThat(route(Method.HEAD, path)).isEqualTo(new Route.BuiltIn(page));
        for (Method method : new Method[] {Method.POST, Method.PUT, Method.PATCH, Method.DELETE, Method.OPTIONS}) {
            assertThat(route(method, path)).isEqualTo(new Route.WrongMethod("GET, HEAD"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "/health/",
                "/Health",
                "/ready/x",
                "/docsx",
                "/api",
                "/api/",
                "/api/v1",
                "/api/v1/",
                "/api/v/users",
                "/api/users",
                "/api/v1x/users",
                "/api/vx/users",
                "/api/V1/users",
                "/API/v1/users",
                "/api/v-1/users",
                "/api/v1//users",
                "//api/v1/users",
                "/x/api/v1/users",
                "/api/v\u0661/users",
                "/users",
            })
    void any_other_path_is_no_route(String path) {
        assertThat(route(Method.GET, path)).isEqualTo(new Route.NotFound("Route not found"));
        assertThat(route(Method.POST, path)).isEqualTo(new Route.NotFound("Route not found"));
    }

    @ParameterizedTest
    @Words("""
            /api/v1/webhooks/stripe /api/v1/Users /api/v1/users%2Fx /api/v1/%75sers/x /api/v1/users;x=1
            /api/v1/users%20 /api/v1/health
            """)
    void a_segment_that_is_not_in_the_catalogue_is_no_service(String path) {
        assertThat(route(Method.POST, path)).isEqualTo(new Route.NotFound("Service not found"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/v1/auth/onboarding/x,ONBOARDING",
        "POST,/api/v2/auth/onboarding/callbacks/users,ONBOARDING",
        "GET,/api/v1/auth/onboarding,AUTH",
        "GET,/api/v1/auth/onboardings/x,AUTH",
        "GET,/api/v1/auth/team-invitations/x,TEAM_INVITATIONS",
        "GET,/api/v1/auth/team-invitations,AUTH",
        "POST,/api/v1/auth/jwt/verify,OPEN",
        "GET,/api/v1/auth/jwt,AUTH",
        "POST,/api/v1/auth/api-key/verify,OPEN",
        "POST,/api/v1/auth/api-key/verify/,AUTH",
        "POST,/api/v1/auth/api-key/verifyx,AUTH",
        "GET,/api/v1/auth/jwks,AUTH",
        "GET,/api/v1/auth,AUTH",
        "GET,/api/v1/auth/,AUTH",
        "GET,/api/v1/auth/health,AUTH",
        "POST,/api/v1/auth/sign-in/email,AUTH",
        "POST,/api/v1/auth/x/onboarding/y,AUTH",
        "POST,/api/v1/auth/Onboarding/y,AUTH",
        "POST,/api/v1/better-auth,AUTH",
        "POST,/api/v1/better-auth/onboarding/x,AUTH",
        "GET,/api/v1/users,SERVICE",
        "GET,/api/v1/users/,SERVICE",
        "GET,/api/v999999999999999999999999/users,SERVICE",
        "GET,/api/v1/qna/x,SERVICE",
        "GET,/api/v1/products/images/a,PUBLIC",
        "HEAD,/api/v1/products/images/a/b,PUBLIC",
        "POST,/api/v1/products/images/a,SERVICE",
        "DELETE,/api/v1/products/images/a,SERVICE",
        "GET,/api/v1/products/images/,SERVICE",
        "GET,/api/v1/products/images,SERVICE",
        "GET,/api/v1/products/Images/a,SERVICE",
        "GET,/api/v1/users/images/a,SERVICE",
        "GET,/api/v1/users/health,PUBLIC",
        "HEAD,/api/v7/cctv/ready,PUBLIC",
        "POST,/api/v1/users/health,SERVICE",
        "OPTIONS,/api/v1/users/health,SERVICE",
        "GET,/api/v1/users/health/,SERVICE",
        "GET,/api/v1/users/health/x,SERVICE",
        "GET,/api/v1/users//health,SERVICE",
        "GET,/api/v1/users/%68ealth,SERVICE",
        "GET,/api/v1/users/HEALTH,SERVICE",
        "POST,/api/v1/billing/webhook,PUBLIC",
        "POST,/api/v2/billing/webhook,PUBLIC",
        "GET,/api/v1/billing/webhook,SERVICE",
        "PUT,/api/v1/billing/webhook,SERVICE",
        "POST,/api/v1/billing/webhook/,SERVICE",
        "POST,/api/v1/billing/webhook/x,SERVICE",
        "POST,/api/v1/users/webhook,SERVICE",
    })
    void a_path_of_a_service_has_the_chain_of_the_specification(Method method, String path, Chain chain) {
        assertThat(toService(method, path).chain()).isEqualTo(chain);
    }

    @Test
    void a_path_goes_on_as_it_is() {
        Route.ToService route = toService(Method.GET, "/api/v012/users//a%2Fb/;x=1/");

        assertThat(route.path()).isEqualTo("/api/v012/users//a%2Fb/;x=1/");
        assertThat(route.rest()).isEqualTo("//a%2Fb/;x=1/");
        assertThat(route.version()).isEqualTo("012");
        assertThat(route.service().segment()).isEqualTo("users");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/products/images/2026/red.png,/images/2026%2Fred.png",
        "/api/v1/products/images/2026%2Fred.png,/images/2026%2Fred.png",
        "/api/v1/products/images//a,/images/%2Fa",
        "/api/v1/products/images/red%20shoe%25.png,/images/red%20shoe%25.png",
    })
    void the_key_of_an_image_goes_on_as_one_segment(String path, String rest) {
        for (Method method : new Method[] {Method.GET, Method.DELETE}) {
            assertThat(toService(method, path).rest()).isEqualTo(rest);
            assertThat(toService(method, path).path()).isEqualTo("/api/v1/products" + rest);
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void a_hostile_path_is_refused_before_anything_else(Method method) {
        assertThat(route(method, "/health/../ready")).isInstanceOf(Route.Malformed.class);
        assertThat(route(method, "/api/v1/nothing/%2e%2e/x")).isInstanceOf(Route.Malformed.class);
        assertThat(route(method, "/api/v1/products/images/%252e%252e/users")).isInstanceOf(Route.Malformed.class);
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> parts = Arbitraries.of(
                "/",
                "//",
                "api",
                "v1",
                "/api/v1/",
                "auth",
                "users",
                "products",
                "images",
                "health",
                "..",
                ".",
                "%2e",
                "%2f",
                "%252e",
                "%5c",
                ";",
                "x");
        return parts.list().ofMaxSize(10).map(list -> "/" + String.join("", list));
    }

    @Property
    void no_path_leads_to_another_place_than_it_says(@ForAll("paths") String path, @ForAll Method method) {
        if (route(method, path) instanceof Route.ToService found) {
            String base = "/api/v" + found.version() + "/" + found.service().segment();
            assertThat(Services.segments()).contains(found.service().segment());
            assertThat(found.path()).isEqualTo(base + found.rest());
            assertThat(path).startsWith(base);
            assertThat(URI.create("http://s.test" + found.path())
                            .normalize()
                            .getRawPath()
                            .replace("//", "/"))
                    .startsWith(base);
        }
    }
}
