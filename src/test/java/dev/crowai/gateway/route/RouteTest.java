package dev.crowai.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.testing.Exchanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
    private static Route route(String path) {
        return new Router(Exchanges.SERVICES).route(Exchanges.request(Method.GET, path, Headers.EMPTY, Body.EMPTY));
    }

    /** SPEC "Pipelines": which requests are refused with 401. */
    @ParameterizedTest
    @CsvSource({
        "/api/v1/auth/onboarding/x,true",
        "/api/v1/auth/team-invitations/x,true",
        "/api/v1/auth/sign-in,false",
        "/api/v1/auth/jwt/verify,false",
        "/api/v1/users/me,true",
        "/api/v1/users/health,false",
        "/api/v1/products/x,true",
        "/api/v1/qna/x,false",
        "/api/v1/cctv/x,false",
    })
    void needs_a_known_caller_where_the_chain_or_the_row_says_so(String path, boolean needed) {
        assertThat(((Route.ToService) route(path)).needsKnownCaller()).isEqualTo(needed);
    }

    @Test
    void has_the_name_of_its_service_or_that_of_the_gateway() {
        assertThat(route("/api/v1/mcp/x").serviceName()).isEqualTo("mcp-service");
        assertThat(route("/health").serviceName()).isEqualTo("gateway");
        assertThat(route("/nowhere").serviceName()).isEqualTo("gateway");
    }

    @ParameterizedTest
    @EnumSource
    void an_environment_is_read_as_it_is_written(Environment environment) {
        assertThat(Environment.parse(environment.toString())).contains(environment);
        assertThat(environment.toString())
                .isEqualToIgnoringCase(environment.name())
                .isLowerCase();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DEV", "Prod", "production", "dev "})
    void any_other_text_is_no_environment(String text) {
        assertThat(Environment.parse(text)).isEmpty();
    }
}
