package dev.crowai.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Access rules": every way in which a service may read a query. */
class QueryParametersTest {
    private static List<String> values(String query) {
        return QueryParameters.values(query, Set.of("orgId", "organizationId"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orgId=beta",
                "organizationId=beta",
                "q=1&orgId=beta",
                "orgId=beta&q=1",
                "?orgId=beta",
                "orgId[]=beta",
                "orgId[0]=beta",
                "[orgId]=beta",
                "[orgId][]=beta",
                " orgId =beta",
                "+orgId=beta",
                "%6FrgId=beta",
                "%256FrgId=beta",
                "%25256FrgId=beta",
                "orgId%5B%5D=beta",
                "orgId=%62eta"
            })
    void a_parameter_is_found_however_its_name_is_spelled(String query) {
        assertThat(values(query)).containsExactly("beta");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "q=orgId", "orgid=beta", "xorgId=beta", "orgIdx=beta", "x[orgId]=beta"})
    void another_name_is_another_parameter(String query) {
        assertThat(values(query)).isEmpty();
    }

    @Test
    void every_value_counts() {
        assertThat(values("orgId=a&orgId=b&organizationId=c")).containsExactly("a", "b", "c");
    }

    @Test
    void a_parameter_without_a_value_is_empty() {
        assertThat(values("orgId")).containsExactly("");
        assertThat(values("orgId=")).containsExactly("");
    }

    @Test
    void a_semicolon_may_separate_pairs() {
        assertThat(values("q=1;orgId=b")).containsExactly("b");
        assertThat(values(";orgId=b")).containsExactly("b");
        assertThat(values("orgId=a;x=1")).containsExactly("a;x=1", "a");
    }

    @Test
    void a_plus_is_a_space_in_a_value() {
        assertThat(values("orgId=a+b")).containsExactly("a b");
    }
}
