package dev.crowai.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.testing.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AllowedOriginsTest {

    @ParameterizedTest
    @EnumSource(Environment.class)
    void every_environment_has_the_forty_origins_of_the_platform(Environment environment) {
        assertThat(AllowedOrigins.in(environment))
                .filteredOn(origin -> origin.matches("https://([a-z-]+\\.)*crowai\\.dev"))
                .hasSize(40)
                .contains(
                        "https://crowai.dev",
                        "https://dashboard.crowai.dev",
                        "https://dev.dashboard.crowai.dev",
                        "https://internal.mcp.crowai.dev",
                        "https://dev.mcp.crowai.dev",
                        "https://cctv.crowai.dev");
    }

    @ParameterizedTest
    @EnumSource(names = {"DEV", "PROD"})
    void a_deployment_has_no_other_origin(Environment environment) {
        assertThat(AllowedOrigins.in(environment)).hasSize(40);
    }

    @Test
    void a_laptop_has_its_own_ports_too() {
        assertThat(AllowedOrigins.in(Environment.LOCAL))
                .hasSize(40 + 3 + 13)
                .contains(
                        "http://localhost:3000",
                        "http://localhost:3002",
                        "http://localhost:8000",
                        "http://localhost:8012");
    }

    @ParameterizedTest
    @Words("""
            http://localhost:2999 http://localhost:3003 http://localhost:7999 http://localhost:8013
            https://dev.internal.mcp.crowai.dev http://crowai.dev
            """)
    void neighbours_of_the_list_are_not_on_it(String origin) {
        assertThat(AllowedOrigins.in(Environment.LOCAL)).doesNotContain(origin);
    }
}
